import Model

extension WSO2Forms {
    private static let exportedClaim = SourceForm(
        "a claim",
        [
            SourceField("claimUri", .text, .taken("`spec.attributes`")),
            SourceField("claimId", .whole, .noted(identifier)),
            SourceField("description", .text, .noted(shown)),
            SourceField("displayTag", .text, .noted(shown)),
        ])

    static let exportedClaimMappings = SourceShape.list(
        .object(
            SourceForm(
                "a claim mapping",
                [
                    SourceField(
                        "localClaim", .object(exportedClaim), .taken("`spec.attributes`: our attribute"),
                        isRequired: true),
                    SourceField("remoteClaim", .object(exportedClaim), .taken("`spec.attributes`: the claim")),
                    SourceField("defaultValue", .text, .taken("a section of the template")),
                    SourceField("requested", .flag, .taken("OutboundConnector `spec.mapping`")),
                    SourceField("mandatory", .flag, .noted(shown)),
                ])))

    static let exportedClaims = SourceForm(
        "the claims",
        [
            SourceField("claimMappings", exportedClaimMappings, .taken("`spec.attributes`")),
            SourceField("userClaimURI", .text, .taken("`spec.attributes.userName`")),
            SourceField("roleClaimURI", .text, .taken("`spec.attributes.groups`")),
            SourceField("localClaimDialect", .flag, .noted("`claimMappings` says which are used")),
            SourceField("idpClaims", .list(.object(exportedClaim)), .noted("`claimMappings` says which are used")),
            SourceField("claimDialectURI", .text, .noted(identifier)),
            SourceField("alwaysSendMappedLocalSubjectId", .flag, .leftOut("subjects are the identity provider's")),
            SourceField("mappedLocalSubjectMandatory", .flag, .leftOut("subjects are the identity provider's")),
            SourceField("spClaimDialects", .list(.text), .noted(identifier)),
        ])

    static let exportedRoles = SourceForm(
        "the roles",
        [
            SourceField(
                "roleMappings",
                .list(
                    .object(
                        SourceForm(
                            "a role mapping",
                            [
                                SourceField(
                                    "localRole",
                                    .object(
                                        SourceForm(
                                            "a local role",
                                            [
                                                SourceField("localRoleName", .text, .taken("`scope.groups`")),
                                                SourceField("userStoreId", .text, .noted(identifier)),
                                            ])), .taken("`scope.groups`"), isRequired: true),
                                SourceField("remoteRole", .text, .taken("`scope.groups`"), isRequired: true),
                            ]))), .taken("`scope.groups`")),
            SourceField("idpRoles", .list(.text), .noted("`roleMappings` says which are used")),
            SourceField("permissions", .list(.anything), .leftOut("permissions are the login server's concern")),
        ])

    private static let exportedAuthenticator = SourceForm(
        "a federated authenticator",
        [
            SourceField("name", .text, .taken("the type: `spec.oidc` or `spec.saml`"), isRequired: true),
            SourceField("enabled", .flag, .taken("a disabled one is left out")),
            SourceField("displayName", .text, .noted(shown)),
            SourceField(
                "definedByType", .text, .standard(.string("SYSTEM"), "authenticators of your own have no counterpart")),
            SourceField("tags", .list(.text), .noted(shown)),
            SourceField("valid", .flag, .noted(shown)),
            SourceField("properties", .list(.object(property(key: "name"))), .taken("`spec.oidc`, `spec.saml`")),
        ])

    private static let exportedConnector = SourceForm(
        "an outbound connector",
        [
            SourceField("name", .text, .taken("OutboundConnector `spec.type`"), isRequired: true),
            SourceField("enabled", .flag, .taken("OutboundConnector `spec.enabled`")),
            SourceField("blocking", .flag, .leftOut(blocking)),
            SourceField("rulesEnabled", .flag, .leftOut(rules)),
            SourceField("valid", .flag, .noted(shown)),
            SourceField(
                "provisioningProperties", .list(.object(property(key: "name"))),
                .taken("OutboundConnector `spec.settings`")),
        ])

    private static let exportedJustInTime = SourceForm(
        "just-in-time provisioning",
        [
            "provisioningEnabled", "dumbMode", "passwordProvisioningEnabled", "modifyUserNameAllowed", "promptConsent",
            "associateLocalUserEnabled", "skipJITForLookupFailure",
        ].map { SourceField($0, .flag, .leftOut(jit)) }
            + [
                SourceField("provisioningUserStore", .text, .standard(.string("PRIMARY"), jit)),
                SourceField("userStoreClaimUri", .text, .leftOut(jit)),
                SourceField("attributeSyncMethod", .text, .standard(.string("OVERRIDE_ALL"), jit)),
                SourceField("idpGroupSyncMethod", .text, .standard(.string("MERGE_WITH_EXISTING"), jit)),
                SourceField("accountLookupAttributeMappings", .list(.anything), .leftOut(jit)),
            ])

    static let exportedIdentityProvider = SourceForm(
        "an identity provider",
        [
            SourceField("identityProviderName", .text, .taken("`metadata.name`, `spec.displayName`"), isRequired: true),
            SourceField("enable", .flag, .taken("`spec.enabled`")),
            SourceField("displayName", .text, .taken("nothing: left out where it is not the name")),
            SourceField(
                "federatedAuthenticatorConfigs", .list(.object(exportedAuthenticator)),
                .taken("`spec.oidc`, `spec.saml`")),
            SourceField(
                "defaultAuthenticatorConfig", .object(exportedAuthenticator), .noted("it is one of the authenticators")),
            SourceField(
                "provisioningConnectorConfigs", .list(.object(exportedConnector)), .taken("an OutboundConnector each")),
            SourceField("defaultProvisioningConnectorConfig", .object(exportedConnector), .noted(preselection)),
            SourceField("claimConfig", .object(exportedClaims), .taken("`spec.attributes`")),
            SourceField("permissionAndRoleConfig", .object(exportedRoles), .taken("`scope.groups`")),
            SourceField("provisioningRole", .text, .taken("OutboundConnector `spec.scope.groups`")),
            SourceField("certificate", .text, .taken("`spec.saml.certificates`")),
            SourceField("certificateInfoArray", .list(.anything), .noted("`certificate` says it")),
            SourceField(
                "idpProperties",
                .list(
                    .object(
                        SourceForm(
                            "a property of the identity provider",
                            [
                                SourceField(
                                    "name", .text, .taken("`idpIssuerName`: `spec.oidc.issuer`; others are left out"),
                                    isRequired: true),
                                SourceField("value", .scalar, .taken("`spec.oidc.issuer`")),
                                SourceField("displayName", .text, .noted(shown)),
                            ]))), .taken("`spec.oidc.issuer`")),
            SourceField("justInTimeProvisioningConfig", .object(exportedJustInTime), .leftOut(jit)),
            SourceField("federatedAssociationConfig", .anything, .noted(jit)),
            SourceField(
                "idPGroupConfig", .list(.anything), .leftOut("groups are named where they are used, in `spec.scope`")),
            SourceField("identityProviderDescription", .text, .leftOut(image)),
            SourceField("imageUrl", .text, .noted(image)),
            SourceField("templateId", .text, .noted(shown)),
            SourceField("primary", .flag, .leftOut("there is no primary connection")),
            SourceField("federationHub", .flag, .leftOut("home realms are the login server's concern")),
            SourceField("homeRealmId", .text, .leftOut("home realms are the login server's concern")),
            SourceField("alias", .text, .noted("token exchange is the login server's concern")),
            SourceField("trustedTokenIssuer", .flag, .leftOut("a token issuer signs nobody in")),
            SourceField("id", .scalar, .noted(identifier)),
            SourceField("resourceId", .text, .noted(identifier)),
        ])

    /// The copy of an identity provider that a step of an application holds.
    static let attachedIdentityProvider = SourceForm(
        "an identity provider of a step",
        [
            SourceField("identityProviderName", .text, .taken("`steps[].options[].connection`"), isRequired: true),
            SourceField(
                "federatedAuthenticatorConfigs",
                .list(
                    .object(
                        SourceForm(
                            "an authenticator of a step",
                            exportedAuthenticator.fields.map {
                                SourceField($0.name, $0.shape, .noted(known), isRequired: $0.isRequired)
                            }))), .noted(known)),
        ]
            + exportedIdentityProvider.fields.filter {
                !["identityProviderName", "federatedAuthenticatorConfigs"].contains($0.name)
            }.map { SourceField($0.name, $0.shape, .noted(known)) })
}
