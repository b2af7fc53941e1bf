import Model

/// An event as its publisher writes it: shaped like a security event token (RFC 8417), but plain JSON.
struct WSO2Event {
    /// The sign-in that succeeded; earlier versions wrote the channel otherwise.
    static let signIns = [
        "https://schemas.identity.wso2.org/events/login/event-type/loginSuccess",
        "https://schemas.identity.wso2.org/events/logins/event-type/loginSuccess",
        "schemas.identity.wso2.org/events/logins/event-type/loginSuccess",
    ]
    /// Whole seconds stay below it for three thousand years; milliseconds have been above it since 1973.
    private static let leastMilliseconds = 100_000_000_000
    private static let longestName = 256

    let id: String
    let issuedAt: Timestamp
    /// What the event says about the sign-in; `nil` for events of other types.
    let signIn: Value?

    /// - Throws: R5004 when the bytes are no JSON object, R5005 when they are no event.
    init(_ bytes: [UInt8]) throws(TriggerRefusal) {
        let body: Value
        do throws(JSONReader.Failure) {
            body = try JSONReader.read(bytes)
        } catch {
            throw TriggerRefusal(.notJSON, "expected one JSON object: \(error)")
        }
        guard case .map = body else { throw TriggerRefusal(.notJSON, "expected a JSON object, found another value") }
        guard let id = Self.name(body["jti"]) else {
            throw Self.malformed("`jti` must be text of 1 to \(Self.longestName) bytes")
        }
        guard case .int(let number)? = body["iat"], number > 0, number < 100_000 * Self.leastMilliseconds else {
            throw Self.malformed("`iat` must be a number of milliseconds or seconds since 1970")
        }
        guard let events = body["events"]?.map, !events.isEmpty else {
            throw Self.malformed("`events` must be an object with an event")
        }
        self.id = id
        issuedAt =
            number >= Self.leastMilliseconds
            ? Timestamp(milliseconds: Int64(number)) : Timestamp(seconds: Int64(number))
        let signIn = Self.signIns.lazy.compactMap { events[$0] }.first
        if let signIn, signIn.map == nil { throw Self.malformed("the event must be an object") }
        self.signIn = signIn
    }

    /// The login that a sign-in tells of.
    ///
    /// - Parameter connectionClaim: The claim that names the connection, where there is one.
    /// - Throws: R5005 when something is missing; every problem is named.
    func login(
        of signIn: Value, methods: SignInEvidence.Methods, connectionClaim: String?
    ) throws(TriggerRefusal) -> ReportedLogin {
        var problems: [String] = []
        let subject = signIn["user"]?["id"]?.string.flatMap { Self.isUsable($0, upTo: 512) ? Subject($0) : nil }
        if subject == nil { problems.append("`user.id` must be text of 1 to 512 bytes") }
        let names = ["id", "name"].compactMap { Self.name(signIn["application"]?[$0]) }
        if names.isEmpty { problems.append("`application` must have `id` or `name`") }
        let claims = Self.claims(signIn["user"]?["claims"])
        if claims == nil { problems.append("`user.claims` must be a list of objects with `uri` and `value`") }
        let used = Self.names(signIn["authenticationMethods"])
        if used == nil { problems.append("`authenticationMethods` must be a list of texts") }
        let groups = signIn["user"]?["groups"]
        if let groups, groups != .null, groups.list == nil { problems.append("`user.groups` must be a list") }
        guard problems.isEmpty, let subject, let application = names.first, let claims, let used else {
            throw Self.malformed(problems.joined(separator: "; "))
        }
        let named = connectionClaim.flatMap { claim in
            claims.first { $0.uri.lowercased() == claim.lowercased() }.flatMap { Self.name($0.value) }
        }
        return ReportedLogin(
            eventID: id, occurredAt: issuedAt, application: application,
            otherApplicationNames: Array(names.dropFirst()), connection: nil,
            evidence: SignInEvidence(used: used, methods: methods, connectionName: named), subject: subject,
            claims: WSO2Claims.attributes(claims, groups: groups?.list))
    }

    private static func claims(_ value: Value?) -> [(uri: String, value: Value)]? {
        // What is empty the publisher leaves out.
        guard let value, value != .null else { return [] }
        guard let items = value.list else { return nil }
        var claims: [(uri: String, value: Value)] = []
        for item in items {
            guard let uri = name(item["uri"]) else { return nil }
            switch item["value"] ?? .null {
            case .null: continue
            case .map: return nil
            case let value: claims.append((uri, value))
            }
        }
        return claims
    }

    private static func names(_ value: Value?) -> [String]? {
        guard let value, value != .null else { return [] }
        guard let items = value.list else { return nil }
        let names = items.compactMap { name($0) }
        return names.count == items.count ? names : nil
    }

    private static func name(_ value: Value?) -> String? {
        guard let text = value?.string, isUsable(text, upTo: longestName) else { return nil }
        return text
    }

    private static func isUsable(_ text: String, upTo limit: Int) -> Bool {
        text.utf8.count <= limit && text.contains { !$0.isWhitespace }
            && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    private static func malformed(_ problems: String) -> TriggerRefusal {
        TriggerRefusal(
            .malformedLogin, problems,
            hint: "send the event as its publisher writes it; docs/triggers/wso2.md shows one")
    }
}
