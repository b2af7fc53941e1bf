package import Model

/// A pattern for a name that is the person's own in a target that several user stores, tenants and connections feed:
/// `{UD,UN,TD,IDP}`, as WSO2 Identity Server writes it.
package struct ProvisioningPattern: ManifestScalar, Hashable {
    package enum Part: String, Hashable, Sendable, CaseIterable {
        /// The domain of the user store, `PRIMARY` when the user name has none.
        case userStoreDomain = "UD"
        /// The user name without the user store's domain.
        case userName = "UN"
        case tenantDomain = "TD"
        /// The connection's name.
        case connection = "IDP"
    }

    package let parts: [Part]

    private static let form = TextForm(
        name: "a pattern of UD, UN, TD and IDP in braces", pattern: "^\\{(UD|UN|TD|IDP)(, *(UD|UN|TD|IDP))*\\}$"
    ) { Self.parts(of: $0) != nil }

    package static var shape: Shape { .text(form) }
    package var text: String { "{" + parts.map(\.rawValue).joined(separator: ",") + "}" }
    package var canonical: Value { .string(text) }

    package init(_ parts: [Part]) {
        self.parts = parts
    }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).flatMap { text in
            Self.parts(of: text).map { Accepted(Self($0), canonical: Self($0).canonical) }
        }
    }

    private static func parts(of text: String) -> [Part]? {
        guard text.hasPrefix("{"), text.hasSuffix("}"), text.count > 2 else { return nil }
        let names = text.dropFirst().dropLast().split(separator: ",", omittingEmptySubsequences: false)
        let parts = names.compactMap { Part(rawValue: String($0.drop { $0 == " " })) }
        return parts.count == names.count ? parts : nil
    }

    /// What a pattern needs to know besides the person.
    package struct Setting: Hashable, Sendable {
        package let separator: String
        package let tenantDomain: String
        /// Appended as `@domain`; `nil` leaves the name as it is.
        package let domain: String?

        package init(separator: String, tenantDomain: String, domain: String?) {
            self.separator = separator
            self.tenantDomain = tenantDomain
            self.domain = domain
        }
    }

    /// The person's name at the target, in small letters; `nil` when they have no user name.
    ///
    /// The separator is taken out of every part but the user name. With a domain, each `@` becomes `.`, so `a@b` and
    /// `a.b` share a name: the second of them is a conflict at the target.
    package func name(of person: SignedInPerson, _ setting: Setting) -> String? {
        guard let full = person.attributes.userName, !full.isEmpty else { return nil }
        let pieces = full.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let userName = pieces.last, !userName.isEmpty else { return nil }
        let name = parts.map { part in
            switch part {
            case .userName: userName
            case .userStoreDomain: Self.without(setting.separator, pieces.count == 2 ? pieces[0] : "PRIMARY")
            case .tenantDomain: Self.without(setting.separator, setting.tenantDomain)
            case .connection: Self.without(setting.separator, person.connection)
            }
        }.joined(separator: setting.separator).lowercased()
        guard let domain = setting.domain?.lowercased(), !name.hasSuffix("@" + domain) else { return name }
        return String(name.map { $0 == "@" ? "." : $0 }) + "@" + domain
    }

    private static func without(_ separator: String, _ text: String) -> String {
        guard !separator.isEmpty else { return text }
        var rest = Substring(text)
        var result = ""
        while let next = rest.first {
            if rest.hasPrefix(separator) {
                rest = rest.dropFirst(separator.count)
            } else {
                result.append(next)
                rest = rest.dropFirst()
            }
        }
        return result
    }
}
