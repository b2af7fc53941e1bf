import Model

extension WSO2Forms {
    static let jit = "the login is the trigger here, so no local account is made first"
    static let protection = "certificates of a provider are kept for SAML only"
    static let preselection = "each enabled connector of a connection is provisioned, there is no default"
    static let image = "nothing here shows it"

    private static let claim = SourceForm(
        "a claim",
        [
            SourceField("uri", .text, .taken("`spec.attributes`")),
            SourceField("id", .text, .noted(identifier)),
            SourceField("displayName", .text, .noted(shown)),
        ])

    private static let claimMappings = SourceShape.list(
        .object(
            SourceForm(
                "a claim mapping",
                [
                    SourceField("idpClaim", .text, .taken("`spec.attributes`: the claim"), isRequired: true),
                    SourceField(
                        "localClaim", .object(claim), .taken("`spec.attributes`: our attribute"), isRequired: true),
                ])))

    private static let roleMappings = SourceShape.list(
        .object(
            SourceForm(
                "a role mapping",
                [
                    SourceField("idpRole", .text, .taken("`scope.groups`"), isRequired: true),
                    SourceField("localRole", .text, .taken("`scope.groups`"), isRequired: true),
                ])))

    private static let endpoint = "authenticators that are services of your own have no counterpart"

    private static let authenticator = SourceForm(
        "a federated authenticator",
        [
            SourceField("authenticatorId", .text, .taken("the type, where `name` is missing")),
            SourceField("name", .text, .taken("the type: `spec.oidc` or `spec.saml`")),
            SourceField("isEnabled", .flag, .taken("a disabled one is left out")),
            SourceField("isDefault", .flag, .taken("which one the connection has, of several")),
            SourceField("definedBy", .text, .standard(.string("SYSTEM"), endpoint)),
            SourceField("tags", .list(.text), .noted(shown)),
            SourceField("self", .text, .noted(identifier)),
            SourceField("endpoint", .anything, .leftOut(endpoint)),
            SourceField("properties", .list(.object(property(key: "key"))), .taken("`spec.oidc`, `spec.saml`")),
        ])

    private static let connector = SourceForm(
        "an outbound connector",
        [
            SourceField("connectorId", .text, .taken("the type, where `name` is missing")),
            SourceField("name", .text, .taken("OutboundConnector `spec.type`")),
            SourceField("isEnabled", .flag, .taken("OutboundConnector `spec.enabled`")),
            SourceField("isDefault", .flag, .noted(preselection)),
            SourceField("blockingEnabled", .flag, .leftOut(blocking)),
            SourceField("rulesEnabled", .flag, .leftOut(rules)),
            SourceField("self", .text, .noted(identifier)),
            SourceField(
                "properties", .list(.object(property(key: "key"))), .taken("OutboundConnector `spec.settings`")),
        ])

    static let blocking = "a login never waits for a target; `?wait` holds the answer of who wants to know"
    static let rules = "no policy decides here; use `spec.scope`"

    private static let claims = SourceForm(
        "the claims",
        [
            SourceField("userIdClaim", .object(claim), .taken("`spec.attributes.userName`")),
            SourceField("roleClaim", .object(claim), .taken("`spec.attributes.groups`")),
            SourceField("mappings", claimMappings, .taken("`spec.attributes`")),
            SourceField("claimMappings", claimMappings, .taken("`spec.attributes`")),
            SourceField(
                "provisioningClaims",
                .list(
                    .object(
                        SourceForm(
                            "a provisioning claim",
                            [
                                SourceField("claim", .object(claim), .taken("OutboundConnector `spec.mapping`")),
                                SourceField("defaultValue", .text, .taken("a section of the template")),
                            ]))), .taken("OutboundConnector `spec.mapping`")),
        ])

    private static let justInTime = SourceForm(
        "just-in-time provisioning",
        [
            SourceField("isEnabled", .flag, .leftOut(jit)),
            SourceField("scheme", .text, .standard(.string("PROVISION_SILENTLY"), jit)),
            SourceField("userstore", .text, .standard(.string("PRIMARY"), jit)),
            SourceField("associateLocalUser", .flag, .leftOut(jit)),
            SourceField("skipJITForLookupFailure", .flag, .leftOut(jit)),
            SourceField("accountLookupAttributeMappings", .list(.anything), .leftOut(jit)),
            SourceField("attributeSyncMethod", .text, .standard(.string("OVERRIDE_ALL"), jit)),
            SourceField("idpGroupSyncMethod", .text, .standard(.string("MERGE_WITH_EXISTING"), jit)),
        ])

    static let identityProvider = SourceForm(
        "an identity provider",
        [
            SourceField("name", .text, .taken("`metadata.name`, `spec.displayName`"), isRequired: true),
            SourceField("isEnabled", .flag, .taken("`spec.enabled`")),
            SourceField("idpIssuerName", .text, .taken("`spec.oidc.issuer`")),
            SourceField(
                "federatedAuthenticators",
                .object(
                    SourceForm(
                        "the federated authenticators",
                        [
                            SourceField(
                                "defaultAuthenticatorId", .text, .taken("which one the connection has, of several")),
                            SourceField(
                                "authenticators", .list(.object(authenticator)), .taken("`spec.oidc`, `spec.saml`")),
                        ])), .taken("`spec.oidc`, `spec.saml`")),
            SourceField(
                "provisioning",
                .object(
                    SourceForm(
                        "the provisioning",
                        [
                            SourceField("jit", .object(justInTime), .leftOut(jit)),
                            SourceField(
                                "outboundConnectors",
                                .object(
                                    SourceForm(
                                        "the outbound connectors",
                                        [
                                            SourceField("defaultConnectorId", .text, .noted(preselection)),
                                            SourceField(
                                                "connectors", .list(.object(connector)),
                                                .taken("an OutboundConnector each")),
                                        ])), .taken("an OutboundConnector each")),
                        ])), .taken("an OutboundConnector each")),
            SourceField("claims", .object(claims), .taken("`spec.attributes`")),
            SourceField(
                "roles",
                .object(
                    SourceForm(
                        "the roles",
                        [
                            SourceField("mappings", roleMappings, .taken("`scope.groups`")),
                            SourceField("roleMappings", roleMappings, .taken("`scope.groups`")),
                            SourceField(
                                "outboundProvisioningRoles", .list(.text),
                                .taken("OutboundConnector `spec.scope.groups`")),
                        ])), .taken("`scope.groups`")),
            SourceField(
                "certificate",
                .object(
                    SourceForm(
                        "the certificate",
                        [
                            SourceField("certificates", .list(.text), .taken("`spec.saml.certificates`")),
                            SourceField("jwksUri", .text, .noted(discovery)),
                            SourceField(
                                "samlMetadataUri", .text, .leftOut("metadata are not fetched; list the certificates")),
                        ])), .taken("`spec.saml.certificates`")),
            SourceField("id", .text, .noted(identifier)),
            SourceField("description", .text, .leftOut(image)),
            SourceField("image", .text, .noted(image)),
            SourceField("templateId", .text, .noted(shown)),
            SourceField("isPrimary", .flag, .leftOut("there is no primary connection")),
            SourceField("isFederationHub", .flag, .leftOut("home realms are the login server's concern")),
            SourceField("homeRealmIdentifier", .text, .leftOut("home realms are the login server's concern")),
            SourceField("alias", .text, .noted("token exchange is the login server's concern")),
            SourceField("groups", .list(.anything), .leftOut("groups are named where they are used, in `spec.scope`")),
            SourceField(
                "implicitAssociation",
                .object(
                    SourceForm(
                        "the implicit association",
                        [
                            SourceField("isEnabled", .flag, .leftOut(jit)),
                            SourceField("lookupAttribute", .list(.text), .noted(jit)),
                        ])), .leftOut(jit)),
            SourceField("self", .text, .noted(identifier)),
        ])

    static let discovery = "the issuer's own discovery document says it"
}
