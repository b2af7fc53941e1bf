import Model

extension WSO2Forms {
    static let protocols = "how an application asks for a login is the login server's concern"
    static let server = "it is a matter of the login server and the application"
    static let sequence = "logins are made by the login server; reconcile keeps which connections an application offers"
    static let list = "each enabled connector of the connection is provisioned, no list of the application decides"

    private static let step = SourceForm(
        "a step",
        [
            SourceField("id", .whole, .taken("the order of `spec.steps`"), isRequired: true),
            SourceField(
                "options",
                .list(
                    .object(
                        SourceForm(
                            "an option",
                            [
                                SourceField(
                                    "idp", .text, .taken("`steps[].options[].connection`, or `local`"), isRequired: true
                                ),
                                SourceField(
                                    "authenticator", .text, .taken("`steps[].options[].local`"), isRequired: true),
                            ]))), .taken("`spec.steps[].options`")),
        ])

    private static let outboundIdentityProviders = SourceShape.list(
        .object(
            SourceForm(
                "an outbound entry",
                ["idp", "connector"].map { SourceField($0, .text, .leftOut(list)) }
                    + ["blocking", "rules", "jit"].map { SourceField($0, .flag, .leftOut(list)) })))

    static let application = SourceForm(
        "an application",
        [
            SourceField("name", .text, .taken("`metadata.name`, `spec.application.displayName`"), isRequired: true),
            SourceField("id", .text, .taken("`spec.application.identifiers`")),
            SourceField("clientId", .text, .taken("`spec.application.identifiers`")),
            SourceField("issuer", .text, .taken("`spec.application.identifiers`")),
            SourceField("accessUrl", .text, .taken("`spec.application.url`")),
            SourceField("inboundProtocolConfiguration", .anything, .noted(protocols)),
            SourceField("inboundProtocols", .anything, .noted(protocols)),
            SourceField(
                "authenticationSequence",
                .object(
                    SourceForm(
                        "the login flow",
                        [
                            SourceField(
                                "type", .choice(["DEFAULT", "USER_DEFINED"]),
                                .taken("the server's default flow is left out")),
                            SourceField("steps", .list(.object(step)), .taken("`spec.steps`")),
                            SourceField(
                                "script", .text, .leftOut("a script of the login server can skip steps; \(sequence)")),
                            SourceField("subjectStepId", .whole, .standard(.int(1), sequence)),
                            SourceField("attributeStepId", .whole, .standard(.int(1), sequence)),
                            SourceField("requestPathAuthenticators", .list(.text), .leftOut(sequence)),
                        ])), .taken("`spec.steps`")),
            SourceField(
                "provisioningConfigurations",
                .object(
                    SourceForm(
                        "the provisioning of an application",
                        [
                            SourceField("inboundProvisioning", .anything, .noted(server)),
                            SourceField("outboundProvisioningIdps", outboundIdentityProviders, .leftOut(list)),
                        ])), .taken("nothing; its parts are judged alone")),
            SourceField("applicationEnabled", .flag, .standard(.bool(true), "a disabled application signs nobody in")),
        ]
            + [
                "description", "applicationVersion", "imageUrl", "logoutReturnUrl", "realm", "templateId",
                "templateVersion", "access", "self",
            ].map { SourceField($0, .text, .noted(server)) }
            + ["isManagementApp", "isB2BSelfServiceApp", "enhancedOrgAuthenticationEnabled"].map {
                SourceField($0, .flag, .noted(server))
            }
            + [
                "associatedRoles", "claimConfiguration", "advancedConfigurations", "authorizedAPIs", "authorizedApis",
            ].map { SourceField($0, .anything, .noted(server)) })

    private static let localAuthenticator = SourceForm(
        "a local authenticator",
        [
            SourceField("name", .text, .taken("`steps[].options[].local`"), isRequired: true),
            SourceField("displayName", .text, .noted(shown)),
            SourceField("enabled", .flag, .noted(shown)),
            SourceField("valid", .flag, .noted(shown)),
            SourceField("definedByType", .text, .noted(shown)),
            SourceField("tags", .list(.text), .noted(shown)),
            SourceField("properties", .list(.anything), .leftOut(sequence)),
        ])

    private static let exportedStep = SourceForm(
        "a step",
        [
            SourceField("stepOrder", .whole, .taken("the order of `spec.steps`"), isRequired: true),
            SourceField(
                "localAuthenticatorConfigs", .list(.object(localAuthenticator)), .taken("`steps[].options[].local`")),
            SourceField(
                "federatedIdentityProviders", .list(.object(attachedIdentityProvider)),
                .taken("`steps[].options[].connection`")),
            SourceField("subjectStep", .flag, .noted(sequence)),
            SourceField("attributeStep", .flag, .noted(sequence)),
        ])

    private static let loginFlow = SourceForm(
        "the login flow",
        [
            SourceField("authenticationSteps", .list(.object(exportedStep)), .taken("`spec.steps`")),
            SourceField(
                "authenticationType", .choice(["default", "local", "federated", "flow"]),
                .taken("the server's default flow is left out")),
            SourceField(
                "authenticationScriptConfig",
                .object(
                    SourceForm(
                        "the script",
                        [
                            SourceField(
                                "content", .text, .leftOut("a script of the login server can skip steps; \(sequence)")),
                            SourceField(
                                "enabled", .flag, .leftOut("a script of the login server can skip steps; \(sequence)")),
                            SourceField("language", .text, .standard(.string("application/javascript"), sequence)),
                        ])), .leftOut("a script of the login server can skip steps; \(sequence)")),
            SourceField("authenticationStepForSubject", .anything, .noted(sequence)),
            SourceField("authenticationStepForAttributes", .anything, .noted(sequence)),
            SourceField("externalizedConsentPageConfig", .anything, .noted(sequence)),
            SourceField("subjectClaimUri", .text, .noted(sequence)),
        ]
            + [
                "alwaysSendBackAuthenticatedListOfIdPs", "enableAuthorization", "skipConsent", "skipLogoutConsent",
                "useExternalConsentPage", "useTenantDomainInLocalSubjectIdentifier", "useUserstoreDomainInRoles",
                "useUserstoreDomainInLocalSubjectIdentifier",
            ].map { SourceField($0, .flag, .noted(sequence)) })

    static let exportedApplication = SourceForm(
        "an application",
        [
            SourceField(
                "applicationName", .text, .taken("`metadata.name`, `spec.application.displayName`"), isRequired: true),
            SourceField("applicationResourceId", .text, .taken("`spec.application.identifiers`")),
            SourceField("accessUrl", .text, .taken("`spec.application.url`")),
            SourceField("loginUrl", .text, .taken("`spec.application.url`")),
            SourceField(
                "inboundAuthenticationConfig",
                .object(
                    SourceForm(
                        "the inbound protocols",
                        [
                            SourceField(
                                "inboundAuthenticationRequestConfigs",
                                .list(
                                    .object(
                                        SourceForm(
                                            "an inbound protocol",
                                            [
                                                SourceField(
                                                    "inboundAuthKey", .text, .taken("`spec.application.identifiers`"))
                                            ]
                                                + [
                                                    "inboundAuthType", "inboundConfigType", "friendlyName",
                                                    "inboundConfiguration",
                                                ].map {
                                                    SourceField($0, .text, .noted(protocols))
                                                }
                                                + ["inboundConfigurationProtocol", "properties", "data"].map {
                                                    SourceField($0, .anything, .noted(protocols))
                                                }))), .taken("`spec.application.identifiers`"))
                        ])), .taken("`spec.application.identifiers`")),
            SourceField("localAndOutBoundAuthenticationConfig", .object(loginFlow), .taken("`spec.steps`")),
            SourceField(
                "outboundProvisioningConfig",
                .object(
                    SourceForm(
                        "the outbound list",
                        [
                            SourceField("provisioningIdentityProviders", .list(.anything), .leftOut(list)),
                            SourceField("provisionByRoleList", .list(.text), .leftOut(list)),
                        ])), .leftOut(list)),
            SourceField("requestPathAuthenticatorConfigs", .list(.anything), .leftOut(sequence)),
            SourceField("applicationEnabled", .flag, .standard(.bool(true), "a disabled application signs nobody in")),
        ]
            + [
                "description", "certificateContent", "jwksUri", "imageUrl", "templateId", "templateVersion",
                "tenantDomain", "applicationVersion",
            ].map { SourceField($0, .text, .noted(server)) }
            + [
                "saasApp", "discoverable", "managementApp", "b2BSelfServiceApp", "apibasedAuthenticationEnabled",
                "apiBasedAuthenticationEnabled", "APIBasedAuthenticationEnabled",
            ].map { SourceField($0, .flag, .noted(server)) }
            + [
                "owner", "inboundProvisioningConfig", "claimConfig", "permissionAndRoleConfig", "spProperties",
                "applicationRoleMappingConfig", "associatedRolesConfig", "clientAttestationMetaData",
                "trustedAppMetadata", "discoverableGroups", "consentConfig", "extendedMetadata",
            ].map { SourceField($0, .anything, .noted(server)) }
            + [SourceField("applicationID", .whole, .noted(identifier))])
}
