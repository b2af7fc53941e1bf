import Model

/// Turns intents into requests (RFC 7644 §3), as a service with these quirks takes them. Pure; credentials are added
/// when they are sent.
struct SCIM2Requests: Sendable {
    let baseURL: WebAddress
    let quirks: SCIM2Quirks

    enum Endpoint: String, Sendable {
        case users = "/Users"
        case groups = "/Groups"
    }

    static let mediaType = "application/scim+json"
    static let patchSchema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

    /// Asks for the resources whose attribute equals the text.
    ///
    /// - Parameter start: Where a later page starts (RFC 7644 §3.4.2.4); `nil` for the first.
    func search(_ endpoint: Endpoint, _ attribute: String, equals text: String, from start: Int?) -> HTTPRequest {
        var filter = Array("\(attribute) eq ".utf8)
        // RFC 7644 §3.4.2.2: the value is a JSON string.
        CanonicalJSON.append(quoting: text, to: &filter)
        let page = start.map { "&startIndex=\($0)" } ?? ""
        return request(.get, "\(endpoint.rawValue)?filter=\(PercentEncoding.escaped(filter))\(page)")
    }

    /// Asks for all of them.
    func list(_ endpoint: Endpoint, from start: Int?) -> HTTPRequest {
        request(.get, endpoint.rawValue + (start.map { "?startIndex=\($0)" } ?? ""))
    }

    func read(_ endpoint: Endpoint, _ id: RemoteAccountID) -> HTTPRequest { request(.get, path(endpoint, id)) }

    /// - Parameter password: Of a new user; nobody sees it in the request.
    func create(_ endpoint: Endpoint, _ resource: Value, password: Redacted? = nil) -> HTTPRequest {
        guard let password, var map = resource.map else { return request(.post, endpoint.rawValue, body: resource) }
        map["password"] = .string(password.revealed)
        var request = request(.post, endpoint.rawValue, body: .map(map))
        map["password"] = .string(password.description)
        request.concealed = HTTPRequest.Concealed(password, body: JSONBody.bytes(of: .map(map)))
        return request
    }

    /// One `replace` for each changed attribute, which adds what is not there yet (RFC 7644 §3.5.2.3).
    func patch(_ id: RemoteAccountID, _ changes: [SCIM2User.Attribute], version: String?) -> HTTPRequest {
        let operations = changes.map { change in
            operation("replace", path: change.target.path, value: change.value)
        }
        return patch(.users, id, operations, version: version)
    }

    func patch(
        _ endpoint: Endpoint, _ id: RemoteAccountID, _ operations: [Value], version: String?
    ) -> HTTPRequest {
        let body = Value.object(("schemas", .list([.string(Self.patchSchema)])), ("Operations", .list(operations)))
        return request(.patch, path(endpoint, id), body: body, version: version)
    }

    /// `remove` needs no value.
    func operation(_ name: String, path: String, value: Value?) -> Value {
        let name = quirks.has(.capitalOperations) ? name.prefix(1).uppercased() + name.dropFirst() : name
        var map = ValueMap([
            ValueMap.Entry(key: "op", value: .string(name)), ValueMap.Entry(key: "path", value: .string(path)),
        ])
        map["value"] = value
        return .map(map)
    }

    /// - Parameter version: The version that was read, so that a change made meanwhile is not lost (RFC 7644 §3.14).
    func replace(
        _ endpoint: Endpoint, _ id: RemoteAccountID, with resource: Value, version: String?
    ) -> HTTPRequest {
        request(.put, path(endpoint, id), body: resource, version: version)
    }

    func delete(_ id: RemoteAccountID, version: String?) -> HTTPRequest {
        request(.delete, path(.users, id), version: version)
    }

    /// What the service says of itself (RFC 7644 §4); `isPlural` asks where Salesforce has it.
    func config(isPlural: Bool) -> HTTPRequest {
        request(.get, isPlural ? "/ServiceProviderConfigs" : "/ServiceProviderConfig")
    }

    private func path(_ endpoint: Endpoint, _ id: RemoteAccountID) -> String {
        "\(endpoint.rawValue)/\(PercentEncoding.escaped(id.text.utf8))"
    }

    private func request(
        _ method: HTTPRequest.Method, _ path: String, body: Value? = nil, version: String? = nil
    ) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "\(Self.mediaType), application/json")]
        var bytes: [UInt8]?
        if let body {
            headers.append(HTTPHeader("Content-Type", quirks.has(.plainJSON) ? "application/json" : Self.mediaType))
            bytes = JSONBody.bytes(of: body)
        }
        if let version { headers.append(HTTPHeader("If-Match", version)) }
        var request = HTTPRequest(method: method, url: baseURL.text + path, headers: headers, body: bytes)
        // The settings were refused unless they allow it.
        request.mayBePlain = !baseURL.isEncrypted
        return request
    }
}
