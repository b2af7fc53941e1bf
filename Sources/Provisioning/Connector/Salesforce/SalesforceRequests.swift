import Model

/// Turns intents into requests to the REST API. Pure; credentials are added when they are sent.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_list.htm
struct SalesforceRequests: Sendable {
    let instanceURL: WebAddress
    let version: SalesforceVersion

    init(_ settings: SalesforceSettings) {
        instanceURL = settings.instanceURL
        version = settings.apiVersion
    }

    func query(_ query: SalesforceQuery) -> HTTPRequest {
        request(.get, "/query?q=\(PercentEncoding.escaped(query.text.utf8))")
    }

    func read(_ id: RemoteAccountID, _ fields: [String]) -> HTTPRequest {
        request(.get, "/sobjects/User/\(escaped(id.text))?fields=\(fields.map(escaped).joined(separator: ","))")
    }

    /// - Parameter object: `User` or `PermissionSetAssignment`.
    func create(_ object: String, _ record: Value) -> HTTPRequest {
        request(.post, "/sobjects/\(object)", body: record)
    }

    func upsert(_ record: Value, by field: String, _ value: String) -> HTTPRequest {
        request(.patch, "/sobjects/User/\(escaped(field))/\(escaped(value))", body: record)
    }

    func update(_ id: RemoteAccountID, _ record: Value) -> HTTPRequest {
        request(.patch, "/sobjects/User/\(escaped(id.text))", body: record)
    }

    func delete(_ object: String, _ id: String) -> HTTPRequest {
        request(.delete, "/sobjects/\(object)/\(escaped(id))")
    }

    /// What the organisation's users have for fields, and whether we may write them.
    func describe() -> HTTPRequest { request(.get, "/sobjects/User/describe") }

    func limits() -> HTTPRequest { request(.get, "/limits") }

    /// The versions of the API that the organisation offers.
    func versions() -> HTTPRequest { request(.get, under: "/services/data/", body: nil) }

    private func escaped(_ text: String) -> String { PercentEncoding.escaped(text.utf8) }

    private func request(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) -> HTTPRequest {
        request(method, under: "/services/data/\(version.text)\(path)", body: body)
    }

    private func request(_ method: HTTPRequest.Method, under path: String, body: Value?) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "application/json")]
        var bytes: [UInt8]?
        if let body {
            headers.append(HTTPHeader("Content-Type", "application/json; charset=UTF-8"))
            bytes = JSONBody.bytes(of: body)
        }
        return HTTPRequest(method: method, url: instanceURL.text + path, headers: headers, body: bytes)
    }
}
