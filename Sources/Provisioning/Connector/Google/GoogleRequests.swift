import Model

/// Turns intents into requests of the Directory API v1. Pure; the token is added when they are sent.
///
/// Source: https://developers.google.com/workspace/admin/directory/reference/rest/v1
struct GoogleRequests: Sendable {
    let settings: GoogleSettings

    /// The largest page that `users.list` gives.
    static let pageSize = 500

    /// Asks for the users who bear our identifier.
    ///
    /// - Parameter page: The token of a later page.
    func search(_ identifier: String, at place: GoogleTarget.Place, page: String? = nil) -> HTTPRequest {
        let field =
            if case .custom(let custom) = place { "\(Self.named(custom.schema)).\(custom.field)" } else { "externalId" }
        let query = "\(field)=\(Self.quoted(identifier))"
        var path =
            "/users?customer=my_customer&maxResults=\(Self.pageSize)&projection=full"
            + "&query=\(PercentEncoding.escaped(query.utf8))"
        if let page { path += "&pageToken=\(PercentEncoding.escaped(page.utf8))" }
        return request(.get, path)
    }

    /// - Parameter key: An id, a primary address or an alias.
    func read(_ key: String) -> HTTPRequest { request(.get, "/users/\(Self.part(key))?projection=full") }

    func create(_ user: GoogleUser) -> HTTPRequest {
        request(.post, "/users", body: user.resource(changingPassword: settings.changePasswordAtNextLogin))
    }

    func patch(_ id: RemoteAccountID, _ body: ValueMap) -> HTTPRequest {
        request(.patch, "/users/\(Self.part(id.text))", body: .map(body))
    }

    func delete(_ id: RemoteAccountID) -> HTTPRequest { request(.delete, "/users/\(Self.part(id.text))") }

    func membership(of id: RemoteAccountID, in group: String) -> HTTPRequest {
        request(.get, "/groups/\(Self.part(group))/members/\(Self.part(id.text))")
    }

    func join(_ group: String, _ account: RemoteAccount) -> HTTPRequest {
        request(
            .post, "/groups/\(Self.part(group))/members",
            body: .object(("email", .string(account.name)), ("role", .string("MEMBER"))))
    }

    func leave(_ group: String, _ id: RemoteAccountID) -> HTTPRequest {
        request(.delete, "/groups/\(Self.part(group))/members/\(Self.part(id.text))")
    }

    /// One user of the domain, or of any.
    func sample(of domain: GoogleDomain?) -> HTTPRequest {
        let whose = domain.map { "domain=\(Self.part($0.text))" } ?? "customer=my_customer"
        return request(.get, "/users?\(whose)&maxResults=1")
    }

    func members(of group: String) -> HTTPRequest { request(.get, "/groups/\(Self.part(group))/members?maxResults=1") }

    /// A text in single quotes; a quote inside is escaped, as the guide of the search says.
    private static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "'"
    }

    /// A schema's name, quoted when it is no plain word.
    private static func named(_ schema: String) -> String { schema.contains("-") ? quoted(schema) : schema }

    private static func part(_ text: String) -> String { PercentEncoding.escaped(text.utf8) }

    private func request(_ method: HTTPRequest.Method, _ path: String, body: Value? = nil) -> HTTPRequest {
        var headers = [HTTPHeader("Accept", "application/json")]
        if body != nil { headers.append(HTTPHeader("Content-Type", "application/json")) }
        return HTTPRequest(
            method: method, url: settings.baseURL + "/admin/directory/v1" + path, headers: headers,
            body: body.map(JSONBody.bytes))
    }
}
