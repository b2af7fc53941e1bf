/// An external identity provider that people sign in with.
package struct Connection: ManifestObject, ReferenceTarget {
    package static let kind = ResourceKind.connection
    package static let doc = "An external identity provider (IdP) that people sign in with."

    package let displayName: String?
    package let isEnabled: Bool
    package let oidc: OpenIDProvider?
    package let saml: SAMLProvider?
    /// Our user attribute to the IdP's claim, standard claims included.
    package var attributes: [String: String] { claims.effective }
    private let claims: ClaimMap

    private static let displayName = Field<String>.optional(
        "displayName", "How people call it.", example: "Corporate Okta")
    private static let enabled = Field<Bool>.defaulted(
        "enabled", "Whether people may sign in through it.", to: true)
    private static let oidc = Field<OpenIDProvider>.optional("oidc", "An OpenID Connect provider.")
    private static let saml = Field<SAMLProvider>.optional("saml", "A SAML 2.0 identity provider.")
    private static let attributes = Field<ClaimMap>.defaulted(
        "attributes", "Our user attribute: the IdP's claim. The standard claims of OpenID Connect are the default.",
        to: ClaimMap(), example: "{groups: groups}")

    package static let fields = [displayName.shape, enabled.shape, oidc.shape, saml.shape, attributes.shape]
    package static let exactlyOneOf = [["oidc", "saml"]]

    package init?(_ object: inout ObjectReader) {
        displayName = object.optional(Self.displayName)
        let isEnabled = object.defaulted(Self.enabled)
        oidc = object.optional(Self.oidc)
        saml = object.optional(Self.saml)
        let attributes = object.defaulted(Self.attributes)
        guard let isEnabled, let attributes else { return nil }
        self.isEnabled = isEnabled
        claims = attributes
    }
}

/// A SAML 2.0 identity provider.
package struct SAMLProvider: ManifestObject, Hashable {
    package static let doc = "A SAML 2.0 identity provider."

    package let entityID: String
    package let ssoURL: WebAddress
    package let certificates: Set<String>

    private static let entityID = Field<String>.required(
        "entityId", "The provider's entity id, as in its metadata.", example: "https://idp.example/metadata")
    private static let ssoURL = Field<WebAddress>.required(
        "ssoUrl", "Where sign-in requests go.", example: "https://idp.example/sso")
    private static let certificates = Field<Unordered<String>>.required(
        "certificates", "The provider's signing certificates, PEM.", example: "[MIIDdDCCAlygAwIBAgIGAXo]")

    package static let fields = [entityID.shape, ssoURL.shape, certificates.shape]

    package init?(_ object: inout ObjectReader) {
        let entityID = object.required(Self.entityID)
        let ssoURL = object.required(Self.ssoURL)
        let certificates = object.required(Self.certificates)
        guard let entityID, let ssoURL, let certificates else { return nil }
        self.entityID = entityID
        self.ssoURL = ssoURL
        self.certificates = certificates.items
    }
}

/// User attribute to claim; the canonical form leaves out what equals the default.
package struct ClaimMap: ManifestScalar, Hashable {
    package let overrides: [String: String]

    package init(_ overrides: [String: String] = [:]) {
        self.overrides = overrides.filter { UserAttributes.standardClaims[$0.key] != $0.value }
    }

    package var effective: [String: String] {
        overrides.isEmpty ? UserAttributes.standardClaims : UserAttributes.standardClaims.merging(overrides) { $1 }
    }
    package static var shape: Shape { .map(of: String.shape) }
    package var canonical: Value {
        .map(
            ValueMap(overrides.map { ValueMap.Entry(key: $0.key, value: .string($0.value)) }.sorted { $0.key < $1.key })
        )
    }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let claims = [String: String].read(node, in: reading) else { return nil }
        let map = Self(claims.value)
        return Accepted(map, canonical: map.canonical)
    }
}
