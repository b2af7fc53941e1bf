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
            SourceProperty("OIDCCheckSessionEPUrl", .noted(WSO2Forms.discovery)),
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

    static let facebook = SourceProperties(
        "FacebookAuthenticator", becomes: "Connection `spec.oidc`, issuer https://www.facebook.com",
        [
            SourceProperty("ClientId", .taken("`spec.oidc.clientId`")),
            SourceProperty("ClientSecret", .taken("`spec.oidc.clientSecret`, by reference"), isSecret: true),
            SourceProperty("Scope", .taken("`spec.oidc.scopes`")),
            SourceProperty("UserInfoFields", .leftOut(request)),
            SourceProperty("AuthnEndpoint", .noted(WSO2Forms.discovery)),
            SourceProperty("AuthTokenEndpoint", .noted(WSO2Forms.discovery)),
            SourceProperty("UserInfoEndpoint", .noted(WSO2Forms.discovery)),
            SourceProperty("callBackUrl", .noted(callback)),
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

    /// Every property of the SAML authenticator that only says how a request is made and an answer is checked.
    private static let samlRequest = [
        "ACSUrl", "ArtifactResolveUrl", "AttributeConsumingServiceIndex", "AuthnContextClassRef",
        "AuthnContextComparisonLevel", "CustomAuthnContextClassRef", "DigestAlgorithm", "ECPUrl",
        "ForceAuthentication", "ISArtifactBindingEnabled", "ISArtifactResolveReqSigned", "ISArtifactResponseSigned",
        "ISAuthnReqSigned", "IncludeAuthnContext", "IncludeCert", "IncludeNameIDPolicy", "IncludeProtocolBinding",
        "IsAssertionEncrypted", "IsAuthnRespSigned", "IsLogoutEnabled", "IsLogoutReqSigned", "IsSLORequestAccepted",
        "IsUserIdInClaims", "LogoutReqUrl", "NameIDType", "ProviderName", "RequestMethod",
        "ResponseAuthnContextClassRef", "SignatureAlgorithm", "SignatureAlgorithmPost", "commonAuthQueryParams",
        "isAssertionSigned", "meta_data_saml", "selectMode",
    ]

    private static let client = [
        SourceProperty("ClientId", .taken("`spec.oidc.clientId`")),
        SourceProperty("ClientSecret", .taken("`spec.oidc.clientSecret`, by reference"), isSecret: true),
        SourceProperty("callbackUrl", .noted(callback)),
    ]

    package static let authenticators = [openID, google, github, facebook, office, saml]

    static func authenticator(_ type: String) -> SourceProperties? { authenticators.first { $0.type == type } }
}
