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
        return request(.get, "/Users?filter=\(Self.escaped(filter))\(page)")
    }

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

    private func path(of id: RemoteAccountID) -> String { "/Users/\(Self.escaped(Array(id.text.utf8)))" }

    private func request(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "\(Self.mediaType), application/json")]
        var bytes: [UInt8]?
        if let body {
            headers.append(HTTPHeader("Content-Type", Self.mediaType))
            var written: [UInt8] = []
            Self.append(body, to: &written)
            bytes = written
        }
        var request = HTTPRequest(method: method, url: baseURL.text + path, headers: headers, body: bytes)
        // The settings were refused unless they allow it.
        request.mayBePlain = !baseURL.isEncrypted
        return request
    }

    /// Plain JSON: unlike in storage, a key that begins with `$` (such as `$ref`) stays as it is.
    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .map(let map):
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                CanonicalJSON.append(quoting: entry.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(entry.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .int, .number, .string, .secret: CanonicalJSON.append(value, to: &bytes)
        }
    }

    /// Percent-encodes everything but the unreserved characters (RFC 3986 §2.3).
    static func escaped(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var output: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                output.append(byte)
            default: output += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
