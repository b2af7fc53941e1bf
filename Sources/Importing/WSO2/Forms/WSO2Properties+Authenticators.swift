import Model

/// The properties of the server's authenticators and connectors, by type.
package enum WSO2Properties {
    static let callback = "the login server's own address; reconcile signs nobody in"
    static let request = "how the login server asks; reconcile signs nobody in"

    static let openID = SourceProperties(
        "OpenIDConnectAuthenticator", becomes: "Connection `spec.oidc`",
        client + [
            SourceProperty("OAuth2AuthzEPUrl", .taken("`spec.oidc.issuer`, where the export names no issuer")),
            SourceProperty("OAuth2TokenEPUrl", .noted(WSO2Forms.discovery)),
            SourceProperty("UserInfoUrl", .noted(WSO2Forms.discovery)),
            SourceProperty("OIDCLogoutEPUrl", .noted(WSO2Forms.discovery)),
            SourceProperty("Scopes", .taken("`spec.oidc.scopes`")),
            SourceProperty("IsUserIdInClaims", .standard(.bool(false), "`spec.attributes.userName` says it")),
            SourceProperty("commonAuthQueryParams", .leftOut(request)),
            SourceProperty("IsBasicAuthEnabled", .standard(.bool(false), request)),
            SourceProperty("IsPKCEEnabled", .standard(.bool(false), request)),
        ])

    static let google = SourceProperties(
        "GoogleOIDCAuthenticator", becomes: "Connection `spec.oidc`, issuer https://accounts.google.com",
        client + [
            SourceProperty("AdditionalQueryParameters", .taken("`spec.oidc.scopes`")),
            SourceProperty("IsGoogleOneTapEnabled", .standard(.bool(false), request)),
        ])

    static let github = SourceProperties(
        "GithubAuthenticator", becomes: "Connection `spec.oidc`, issuer https://github.com",
        client + [
            SourceProperty("scope", .taken("`spec.oidc.scopes`")),
            SourceProperty("AdditionalQueryParameters", .leftOut(request)),
            SourceProperty("UsePrimaryEmail", .standard(.bool(true), request)),
        ])

    static let office = SourceProperties(
        "Office365Authenticator",
        becomes: "Connection `spec.oidc`, issuer https://login.microsoftonline.com/common/v2.0",
        client + [SourceProperty("AdditionalQueryParameters", .leftOut(request))])

    static let saml = SourceProperties(
        "SAMLSSOAuthenticator", becomes: "Connection `spec.saml`",
        [
            SourceProperty("IdPEntityId", .taken("`spec.saml.entityId`")),
            SourceProperty("SSOUrl", .taken("`spec.saml.ssoUrl`")),
            SourceProperty("SPEntityId", .leftOut(callback)),
        ]
            + samlRequest.map { SourceProperty($0, .noted(request)) })

    /// Every property of the SAML authenticator that only says how a request is made.
    private static let samlRequest = [
        "NameIDType", "ACSUrl", "selectMode", "meta_data_saml", "IsAuthReqSigned", "IsAuthnRespSigned",
        "IsAssertionEncrypted", "ISAuthnReqSigned", "IsAuthnReqSigned", "isAssertionSigned", "IsAssertionSigned",
        "IsEnableAssertionEncryption", "IsEnableAssertionSigning", "ISAuthnRespSigned", "LogoutReqUrl",
        "IsLogoutEnabled", "IsSLORequestAccepted", "IsLogoutReqSigned", "ISArtifactBindingEnabled",
        "IsArtifactBindingEnabled", "ArtifactResolveUrl", "ISArtifactResolveReqSigned", "IsArtifactResolveReqSigned",
        "ISArtifactResponseSigned", "IsArtifactResponseSigned", "SignatureAlgorithm", "SignatureAlgorithmPost",
        "DigestAlgorithm", "DigestAlgorithmPost", "ForceAuthentication", "IncludeCert", "IncludeProtocolBinding",
        "IncludeNameIDPolicy", "IncludeAuthnContext", "AuthnContextClassRef", "AuthnContextComparisonLevel",
        "CustomAuthnContextClassRef", "AttributeConsumingServiceIndex", "IsUserIdInClaims", "RequestMethod",
        "HttpBinding", "commonAuthQueryParams", "providerName", "ProviderName", "ResponseAuthnContextClassRef",
        "SAMLAuthnContextClassRef",
    ]

    private static let client = [
        SourceProperty("ClientId", .taken("`spec.oidc.clientId`")),
        SourceProperty("ClientSecret", .taken("`spec.oidc.clientSecret`, by reference"), isSecret: true),
        SourceProperty("callbackUrl", .noted(callback)),
    ]

    package static let authenticators = [openID, google, github, office, saml]

    static func authenticator(_ type: String) -> SourceProperties? { authenticators.first { $0.type == type } }
}
