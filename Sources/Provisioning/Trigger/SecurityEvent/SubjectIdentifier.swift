import Model

/// The formats of RFC 9493 that identify one person by one text.
enum SubjectFormat: String, ManifestChoice, Hashable {
    case issSub = "iss_sub"
    case opaque
    case email
    case phoneNumber = "phone_number"
    case account
    case did
    case uri

    /// The member that tells one person from another.
    var member: String {
        switch self {
        case .issSub: "sub"
        case .opaque: "id"
        case .email: "email"
        case .phoneNumber: "phone_number"
        case .account, .uri: "uri"
        case .did: "url"
        }
    }
}

/// Who an event is about (RFC 9493; complex subjects: OpenID Shared Signals Framework 1.0 §3.3).
struct SubjectIdentifier {
    /// Each way in which the person is named, in the token's order: one, or the aliases.
    private let identifiers: [ValueMap]

    /// Most aliases looked at.
    private static let mostAliases = 16

    /// - Throws: R5035 when nobody is named in a way that the RFC knows.
    init(_ value: Value) throws(TriggerRefusal) {
        guard case .map(let outer) = value else { throw Self.unusable("the subject is no JSON object") }
        // A complex subject names several things about one event; the person is its `user`.
        let isComplex = outer["format"] == .string("complex") || (outer["format"] == nil && outer["user"] != nil)
        guard let simple = isComplex ? outer["user"]?.map : outer else {
            throw Self.unusable("the complex subject has no `user`")
        }
        guard simple["format"] == .string("aliases") else {
            identifiers = [simple]
            return
        }
        guard let list = simple["identifiers"]?.list, (1...Self.mostAliases).contains(list.count) else {
            throw Self.unusable("`identifiers` of the aliases must be a list of 1 to \(Self.mostAliases)")
        }
        identifiers = list.compactMap(\.map)
    }

    /// The first identifier whose format is among those that stand for the login's subject.
    func subject(among formats: Set<SubjectFormat>) throws(TriggerRefusal) -> (Subject, ValueMap) {
        let wanted = formats.map(\.rawValue).sorted().joined(separator: ", ")
        var seen: Set<SubjectFormat> = []
        for identifier in identifiers {
            guard let format = identifier["format"]?.string.flatMap(SubjectFormat.init) else { continue }
            guard formats.contains(format) else {
                seen.insert(format)
                continue
            }
            guard let text = identifier[format.member]?.string, LoginBody.isUsable(text, upTo: 512),
                let subject = Subject(text)
            else {
                throw Self.unusable("the subject of format `\(format.rawValue)` lacks a usable `\(format.member)`")
            }
            return (subject, identifier)
        }
        guard let other = seen.map(\.rawValue).min() else {
            throw Self.unusable(
                "the subject has no format of RFC 9493 that names a person",
                hint: "send `sub_id` with one of the formats \(wanted)")
        }
        throw Self.unusable(
            "the subject has the format `\(other)`, and the trigger takes \(wanted)",
            hint: "add `\(other)` to `login.subjectFormats` if the connection's subjects are of this kind, or name the "
                + "claim that holds the subject in `login.subject`")
    }

    /// What the identifiers tell beside who it is.
    var claims: [ValueMap.Entry] {
        identifiers.flatMap { identifier in
            [SubjectFormat.email, .phoneNumber].compactMap { format in
                guard identifier["format"] == .string(format.rawValue), let value = identifier[format.member] else {
                    return nil
                }
                return ValueMap.Entry(key: format.member, value: value)
            }
        }
    }

    static func unusable(_ message: String, hint: String? = nil) -> TriggerRefusal {
        TriggerRefusal(
            .unusableSubject, message,
            hint: hint ?? "send `sub_id` as RFC 9493 says, or name a claim in `login.subject` of the trigger")
    }
}
