import Hummingbird
import Model

/// The header fields that tell an application behind a proxy who somebody is.
///
/// A value is the text itself where that is visible ASCII. Everything else, `%`, and spaces at the ends are
/// percent-encoded as UTF-8; commas too inside a group's name, since commas separate groups. So no value can end its
/// field, and each reads back to exactly one text.
struct IdentityFields: Sendable {
    let fields: HTTPFields

    /// Most bytes in all: nginx takes an answer's header of 4 KiB unless it is told otherwise.
    private static let most = 3000

    /// `nil` when they take more room than a proxy has.
    init?(_ session: LoginSession) {
        let identity = session.identity
        let values: [(String, String?)] = [
            ("Remote-User", Self.escaped(identity.userName ?? identity.subject.text)),
            ("Remote-Subject", Self.escaped(identity.subject.text)),
            ("Remote-Email", identity.email.map { Self.escaped($0) }),
            ("Remote-Name", identity.displayName.map { Self.escaped($0) }),
            (
                "Remote-Groups",
                identity.groups.isEmpty
                    ? nil
                    : identity.groups.map { Self.escaped($0, separator: UInt8(ascii: ",")) }.joined(separator: ",")
            ),
            ("Reconcile-Connection", session.connection),
        ]
        var fields = HTTPFields()
        var size = 0
        for (name, value) in values {
            guard let value, let field = HTTPFields.Element.Name(name) else { continue }
            fields[field] = value
            size += name.utf8.count + value.utf8.count + 4
        }
        guard size <= Self.most else { return nil }
        self.fields = fields
    }

    static func escaped(_ text: String, separator: UInt8? = nil) -> String {
        let inner = QueryText.escaped(text) { byte in
            byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") && byte != separator
        }
        let start = inner.prefix { $0 == " " }
        let end = inner.dropFirst(start.count).reversed().prefix { $0 == " " }
        return String(repeating: "%20", count: start.count) + inner.dropFirst(start.count).dropLast(end.count)
            + String(repeating: "%20", count: end.count)
    }
}
