import Model

/// Turns intents into requests (RFC 7644 §3). Pure; credentials are added when they are sent.
struct SCIM2Requests: Sendable {
    let baseURL: WebAddress

    static let mediaType = "application/scim+json"
    static let patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

    /// Asks for the users whose attribute equals the text.
    ///
    /// - Parameter start: From 1; more than 1 asks for a later page (RFC 7644 §3.4.2.4).
    func search(_ attribute: String, equals text: String, from start: Int) -> HTTPRequest {
        var filter = Array("\(attribute) eq ".utf8)
        // RFC 7644 §3.4.2.2: the value is a JSON string.
        CanonicalJSON.append(quoting: text, to: &filter)
        let page = start > 1 ? "&startIndex=\(start)" : ""
        return request(.get, "/Users?filter=\(PercentEncoding.escaped(filter))\(page)")
    }

    func list() -> HTTPRequest { request(.get, "/Users") }

    func read(_ id: RemoteAccountID) -> HTTPRequest { request(.get, path(of: id)) }

    func create(_ resource: Value) -> HTTPRequest { request(.post, "/Users", body: resource) }

    /// One `replace` for each changed attribute, which adds what is not there yet (RFC 7644 §3.5.2.3).
    func patch(_ id: RemoteAccountID, _ changes: [SCIM2User.Attribute]) -> HTTPRequest {
        let operations = changes.map { change in
            Value.object(("op", .string("replace")), ("path", .string(change.target.path)), ("value", change.value))
        }
        return request(
            .patch, path(of: id),
            body: .object(("schemas", .list([.string(Self.patchSchema)])), ("Operations", .list(operations))))
    }

    /// - Parameter version: The version that was read, so that a change made meanwhile is not lost (RFC 7644 §3.14).
    func replace(_ id: RemoteAccountID, with resource: Value, version: String?) -> HTTPRequest {
        var request = request(.put, path(of: id), body: resource)
        if let version { request.headers.append(HTTPHeader("If-Match", version)) }
        return request
    }

    func delete(_ id: RemoteAccountID) -> HTTPRequest { request(.delete, path(of: id)) }

    private func path(of id: RemoteAccountID) -> String { "/Users/\(PercentEncoding.escaped(id.text.utf8))" }

    private func request(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "\(Self.mediaType), application/json")]
        var bytes: [UInt8]?
        if let body {
            headers.append(HTTPHeader("Content-Type", Self.mediaType))
            bytes = JSONBody.bytes(of: body)
        }
        var request = HTTPRequest(method: method, url: baseURL.text + path, headers: headers, body: bytes)
        // The settings were refused unless they allow it.
        request.mayBePlain = !baseURL.isEncrypted
        return request
    }
}
