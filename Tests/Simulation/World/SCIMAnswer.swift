import Model
import Provisioning

/// The messages of a SCIM service, from both sides.
enum SCIMAnswer {
    static func json(_ status: Int, _ value: Value, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(CanonicalJSON.encode(value).utf8))
    }

    static func error(
        _ status: Int, _ detail: String, type: String? = nil, headers: [HTTPHeader] = []
    ) -> HTTPResponse {
        var map = ValueMap([
            .init(key: "detail", value: .string(detail)),
            .init(key: "schemas", value: .list([.string("urn:ietf:params:scim:api:messages:2.0:Error")])),
            .init(key: "status", value: .string(String(status))),
        ])
        if let type { map["scimType"] = .string(type) }
        return json(status, .map(map), headers: headers)
    }

    static func list(_ users: [Value]) -> HTTPResponse {
        json(
            200,
            .object(
                ("Resources", .list(users)), ("itemsPerPage", .int(users.count)),
                ("schemas", .list([.string("urn:ietf:params:scim:api:messages:2.0:ListResponse")])),
                ("startIndex", .int(1)), ("totalResults", .int(users.count))))
    }

    /// What a service says of itself, or that it says nothing.
    static func config(isThere: Bool) -> HTTPResponse {
        guard isThere else { return error(404, "no such endpoint") }
        let supported = Value.object(("supported", .bool(true)))
        return json(200, .object(("etag", supported), ("filter", supported), ("patch", supported)))
    }

    /// The user that the body of a create or replace describes; `nil` when it is none.
    static func user(of request: HTTPRequest) -> ValueMap? {
        guard var map = (try? JSONReader.read(request.body ?? []))?.map, map["userName"]?.string != nil,
            (map["schemas"]?.list ?? []).contains(.string(SimulatedTarget.userSchema))
        else { return nil }
        map["id"] = nil
        map["meta"] = nil
        return map
    }

    /// The user after a PATCH of plain `replace` operations (RFC 7644 §3.5.2.3); `nil` when it is malformed.
    static func patched(_ user: ValueMap, by request: HTTPRequest) -> ValueMap? {
        guard let body = try? JSONReader.read(request.body ?? []), let operations = body["Operations"]?.list,
            !operations.isEmpty
        else { return nil }
        var user = user
        for operation in operations {
            guard operation["op"]?.string == "replace", let path = operation["path"]?.string,
                let value = operation["value"], !path.contains(".")
            else { return nil }
            user[path] = value
        }
        return user
    }

    /// Until when the answer asks for a pause, read apart from the engine's own reading.
    static func pause(of response: HTTPResponse, at now: Timestamp) -> Timestamp? {
        guard let field = response.headers.first(where: { $0.name == "Retry-After" })?.value else { return nil }
        if let seconds = Int64(field) { return now + .seconds(seconds) }
        let parts = field.split(separator: " ")
        guard parts.count == 6, let month = months.firstIndex(of: String(parts[2])) else { return nil }
        return Timestamp(rfc3339: "\(parts[3])-\(month < 9 ? "0" : "")\(month + 1)-\(parts[1])T\(parts[4])Z")
    }

    /// The moment as RFC 9110 §5.6.7 writes it; nobody reads the day's name.
    static func date(_ moment: Timestamp) -> String {
        let parts = "\(moment)".split(whereSeparator: { "-T:.Z".contains($0) })
        let month = Int(parts[1]).map { months[$0 - 1] } ?? ""
        return "Mon, \(parts[2]) \(month) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The account identifiers that an answer names.
    static func ids(in response: HTTPResponse) -> [String] {
        guard (200...299).contains(response.status), !response.body.isEmpty,
            let body = try? JSONReader.read(response.body)
        else { return [] }
        if let id = body["id"]?.string { return [id] }
        return (body["Resources"]?.list ?? []).compactMap { $0["id"]?.string }
    }
}

/// A filter of one equality, as it stands in an address.
struct SCIMFilter {
    private let attribute: String
    private let text: String

    init?(_ query: Substring) {
        guard query.hasPrefix("?filter="), let decoded = Self.decoded(query.dropFirst(8)) else { return nil }
        let parts = decoded.split(separator: " ", maxSplits: 2)
        guard parts.count == 3, parts[1] == "eq", parts[2].count >= 2, parts[2].first == "\"", parts[2].last == "\""
        else { return nil }
        attribute = String(parts[0])
        text = String(parts[2].dropFirst().dropLast())
    }

    func matches(_ account: SimulatedTarget.Account) -> Bool {
        let found = account.resource[attribute]?.string
        return attribute == "userName" ? found?.lowercased() == text.lowercased() : found == text
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst(), let low = rest.popFirst(),
                let code = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
            else { return nil }
            bytes.append(code)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
