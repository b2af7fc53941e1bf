import Model

/// An identity provider as the server keeps it, whichever form it was exported in.
struct WSO2IdentityProvider {
    let source: SourceLocation
    let name: String
    let isEnabled: Bool
    let issuer: String?
    let certificates: [String]
    let authenticators: [WSO2Component]
    let connectors: [WSO2Component]
    let claims: WSO2Claims
    /// Who is provisioned: roles of the server.
    let outboundRoles: [String]
    let roleMappings: [(local: String, remote: String)]
    let rolesLocation: SourceLocation
    /// What the form has and no one field of this says: the fields that are left out, with why.
    let leftOut: [(message: String, source: SourceLocation)]

    /// The authenticator that a connection keeps: the default one, or else the first that is enabled.
    var chosen: WSO2Component? {
        let known = authenticators.filter { WSO2Properties.authenticator($0.type) != nil }
        let ordered = known.filter(\.isEnabled) + known.filter { !$0.isEnabled }
        return ordered.first { $0.isDefault && $0.isEnabled } ?? ordered.first
    }
}

/// An authenticator or a connector with its properties.
struct WSO2Component {
    let type: String
    let isEnabled: Bool
    let isDefault: Bool
    let properties: [PropertyReader.Entry]
    let source: SourceLocation
}

/// How the identity provider's claims and the server's belong together.
struct WSO2Claims {
    struct Mapping {
        /// The server's claim, a URI.
        let local: String
        /// The identity provider's claim.
        let remote: String
        let source: SourceLocation
    }

    var mappings: [Mapping] = []
    /// What is provisioned: the identity provider's claims, and what to send when there is no value.
    var provisioned: [(claim: String, fallback: String?, source: SourceLocation)] = []
    var userID: (claim: String, source: SourceLocation)?
    var role: (claim: String, source: SourceLocation)?
}
