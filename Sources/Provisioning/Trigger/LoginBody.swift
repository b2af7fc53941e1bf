import Model

/// The contract's JSON body of a login.
///
/// `{"id", "time"?, "application", "connection"?, "user": {"subject", "claims"}}`, and no other member: a mistyped
/// `connection` must not turn into a guess.
package enum LoginBody {
    /// Longest `id`, `application` and `connection`, in bytes.
    static let longestName = 256

    /// Reads the login; every problem is named in one refusal.
    ///
    /// - Parameter fallback: The event id when the body holds none.
    /// - Throws: R5004 when the bytes are no JSON, R5005 when they are no login.
    package static func read(
        _ bytes: [UInt8], eventID fallback: String?
    ) throws(TriggerRefusal) -> ReportedLogin {
        let body: Value
        do throws(JSONReader.Failure) {
            body = try JSONReader.read(bytes)
        } catch {
            throw TriggerRefusal(.notJSON, "expected one JSON object: \(error)", hint: "send UTF-8 JSON")
        }
        guard case .map(let members) = body else {
            throw TriggerRefusal(.notJSON, "expected a JSON object, found another JSON value")
        }
        return try read(members, eventID: fallback)
    }

    /// Reads the login from the members of its object.
    ///
    /// - Parameter fallback: The event id when there is none among them.
    /// - Throws: R5005.
    static func read(_ members: ValueMap, eventID fallback: String?) throws(TriggerRefusal) -> ReportedLogin {
        var reader = MemberReader(members)
        let id = reader.name("id", presence: fallback == nil ? .required : .optional) ?? fallback
        let time = reader.time("time")
        let application = reader.name("application", presence: .required)
        let connection = reader.name("connection", presence: .optional)
        var user = MemberReader(reader.members("user") ?? ValueMap(), inside: "user")
        if reader.has("user") {
            let subject = user.subject("subject")
            let claims = user.members("claims")
            let problems = reader.finish() + user.finish()
            if problems.isEmpty, let id, let application, let subject, let claims {
                return ReportedLogin(
                    eventID: id, occurredAt: time, application: application, connection: connection,
                    subject: subject, claims: claims)
            }
            throw refusal(problems)
        }
        throw refusal(reader.finish())
    }

    /// Whether a text can identify something: not blank, short, without control characters.
    static func isUsable(_ text: String, upTo limit: Int) -> Bool {
        text.utf8.count <= limit && text.contains { !$0.isWhitespace }
            && !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    private static func refusal(_ problems: [String]) -> TriggerRefusal {
        TriggerRefusal(
            .malformedLogin, problems.joined(separator: "; "),
            hint: #"send {"id", "time", "application", "connection", "user": {"subject", "claims"}}"#)
    }
}

/// Reads the members of one JSON object and collects what is wrong with them.
private struct MemberReader {
    enum Presence {
        case required
        case optional
    }

    private let values: ValueMap
    private let prefix: String
    private var known: [String] = []
    private var problems: [String] = []

    init(_ values: ValueMap, inside parent: String? = nil) {
        self.values = values
        prefix = parent.map { $0 + "." } ?? ""
    }

    /// Whether there is an object under the name.
    func has(_ name: String) -> Bool { values[name]?.map != nil }

    /// A text for identifying something: not blank, short, without control characters.
    mutating func name(_ name: String, presence: Presence) -> String? {
        known.append(name)
        switch values[name] ?? .null {
        case .null:
            if presence == .required { problems.append("`\(prefix)\(name)` is required") }
        case .string(let text) where LoginBody.isUsable(text, upTo: LoginBody.longestName):
            return text
        default:
            problems.append(
                "`\(prefix)\(name)` must be text of 1 to \(LoginBody.longestName) bytes without control characters")
        }
        return nil
    }

    mutating func subject(_ name: String) -> Subject? {
        known.append(name)
        guard case .string(let text)? = values[name], LoginBody.isUsable(text, upTo: 512), let subject = Subject(text)
        else {
            problems.append("`\(prefix)\(name)` must be text of 1 to 512 bytes without control characters")
            return nil
        }
        return subject
    }

    mutating func time(_ name: String) -> Timestamp? {
        known.append(name)
        switch values[name] ?? .null {
        case .null: return nil
        case .string(let text):
            if let time = Timestamp(rfc3339: text) { return time }
            fallthrough
        default:
            problems.append("`\(prefix)\(name)` must be an RFC 3339 time such as 2026-11-23T19:00:00Z")
            return nil
        }
    }

    mutating func members(_ name: String) -> ValueMap? {
        known.append(name)
        guard case .map(let members)? = values[name] else {
            problems.append("`\(prefix)\(name)` must be an object")
            return nil
        }
        return members
    }

    /// Everything found, members that nobody knows included. Their names are not repeated: they are not ours.
    func finish() -> [String] {
        let unknown = values.keys.filter { !known.contains($0) }
        guard !unknown.isEmpty else { return problems }
        let meant = unknown.compactMap { Suggestion.nearest(to: $0, among: known) }
        let nearest = meant.map { "did you mean `\(prefix)\($0)`?" }.joined(separator: " ")
        let place = prefix.isEmpty ? "a login" : "`\(prefix.dropLast())`"
        return problems + [
            "\(unknown.count == 1 ? "a member" : "\(unknown.count) members") that \(place) does not have"
                + (nearest.isEmpty ? "" : ", \(nearest)")
        ]
    }
}
