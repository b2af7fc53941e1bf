import Model

/// An attribute of a SCIM user that a mapping may write: `name.givenName`, `emails`, `urn:…:User:department`.
struct SCIM2Target: Hashable, Sendable {
    /// The extension's URN; `nil` for the core schema.
    let schema: String?
    let attribute: String
    let member: String?
    let content: Content

    enum Content: Hashable, Sendable {
        case text
        case boolean
        /// A list of `{value, type, primary}` (RFC 7643 §2.4); the type of what we write.
        case many(type: String?)
        /// A list of postal addresses (RFC 7643 §4.1.2).
        case addresses
        /// An extension's attribute: we do not know its type, so the value goes out as it is.
        case any
    }

    enum Problem: Error, Hashable, Sendable {
        case unknown(String)
    }

    static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    static let core = "urn:ietf:params:scim:schemas:core:2.0:User"

    /// Reads a mapping's key.
    ///
    /// - Throws: why a SCIM user has no such attribute, or why it can't be written.
    init(_ target: String) throws(Problem) {
        var schema: String?
        var rest = Substring(target)
        if target.lowercased().hasPrefix("urn:") {
            guard let colon = target.lastIndex(of: ":"), let urn = Self.urn(target[..<colon]) else {
                throw .unknown("`\(target)` is no attribute; an extension's is written `urn:…:User:NAME`")
            }
            rest = target[target.index(after: colon)...]
            schema = urn == Self.core ? nil : urn
        }
        let parts = rest.split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy(Self.isName) else {
            throw .unknown("`\(target)` is no attribute name: letters, digits, `-` and `_`, and at most one `.`")
        }
        self.schema = schema
        attribute = String(parts[0])
        member = parts.count == 2 ? String(parts[1]) : nil
        content = schema == nil ? try Self.coreContent(String(rest)) : .any
    }

    private static func coreContent(_ name: String) throws(Problem) -> Content {
        if texts.contains(name) { return .text }
        switch name {
        case "active": return .boolean
        case "emails", "phoneNumbers": return .many(type: "work")
        case "photos": return .many(type: "photo")
        case "entitlements", "roles", "ims", "x509Certificates": return .many(type: nil)
        case "addresses": return .addresses
        case "groups":
            throw .unknown("`groups` is the target's own to write; memberships are pushed by `settings.groups`")
        case "id", "meta", "schemas":
            throw .unknown("`\(name)` is the target's own to write")
        case "password":
            throw .unknown("`password` is not mapped: a new account gets one by `settings.password`, or none")
        case let name where name.hasPrefix("addresses.") && SCIM2Address.members.contains(String(name.dropFirst(10))):
            return .text
        default:
            throw .unknown("`\(name)` is no attribute of a SCIM user; an extension's is written `urn:…:User:NAME`")
        }
    }

    /// RFC 7643 §4.1.1: the singular attributes of a user.
    static let texts: Set<String> = [
        "userName", "externalId", "displayName", "nickName", "profileUrl", "title", "userType", "preferredLanguage",
        "locale", "timezone", "name.formatted", "name.familyName", "name.givenName", "name.middleName",
        "name.honorificPrefix", "name.honorificSuffix",
    ]

    /// A URN in the letter case it is known by; `nil` when it is none.
    private static func urn(_ text: Substring) -> String? {
        let allowed = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"\\{}[]".utf8.contains($0) }
        guard allowed, text.split(separator: ":", omittingEmptySubsequences: false).count >= 3,
            !text.contains("::"), text.last != ":"
        else { return nil }
        let known = [core, enterprise].first { $0.lowercased() == text.lowercased() }
        return known ?? String(text)
    }

    private static func isName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, (0x41...0x5A).contains(first) || (0x61...0x7A).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        }
    }

    /// The attribute path of a PATCH operation (RFC 7644 §3.5.2).
    var path: String {
        let name = member.map { "\(attribute).\($0)" } ?? attribute
        return schema.map { "\($0):\(name)" } ?? name
    }

    /// RFC 7643 §4.1.1: user names differ by more than letter case. Addresses do too, and services fold them.
    var ignoresCase: Bool { schema == nil && (attribute == "userName" || attribute == "emails") }
}
