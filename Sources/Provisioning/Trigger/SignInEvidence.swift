package import Model

/// What a sender knows about a sign-in when it can't name the connection: by which methods, in its own words.
package struct SignInEvidence: Sendable {
    /// The identity providers that one of the sender's methods can stand for.
    package enum Reach: Hashable, Sendable {
        /// Those of OpenID Connect, on these hosts or on any.
        case openID(hosts: Set<String>?)
        case saml

        package func includes(_ connection: Connection) -> Bool {
            switch self {
            case .openID(let hosts):
                guard let oidc = connection.oidc else { return false }
                return hosts?.contains(oidc.issuer.host) ?? true
            case .saml: return connection.saml != nil
            }
        }
    }

    /// What the trigger knows about its sender's methods.
    package struct Methods: Sendable {
        /// Those that check a person without an identity provider.
        package let local: Set<String>
        package let reach: [String: Reach]
        /// Connection to the one method it signs people in with.
        package let declared: [String: String]
        /// The trigger's field that declares them.
        package let field: String

        package init(local: Set<String>, reach: [String: Reach], declared: [String: String], field: String) {
            self.local = local
            self.reach = reach
            self.declared = declared
            self.field = field
        }
    }

    /// The methods that were used, in their order.
    package let used: [String]
    package let methods: Methods
    /// The sender's name for the connection; our connection has it as its name or display name.
    package let connectionName: String?

    package init(used: [String], methods: Methods, connectionName: String? = nil) {
        self.used = used
        self.methods = methods
        self.connectionName = connectionName
    }
}
