import Model

extension WSO2Properties {
    static let scim2 = SourceProperties(
        "SCIM2", becomes: "OutboundConnector of type `scim2`",
        [
            SourceProperty("scim2-authentication-mode", .taken("which of `settings.authentication`")),
            SourceProperty("scim2-username", .taken("`settings.authentication.basic.username`")),
            SourceProperty(
                "scim2-password", .taken("`settings.authentication.basic.password`, by reference"), isSecret: true),
            SourceProperty(
                "scim2-access-token", .taken("`settings.authentication.bearer.token`, by reference"), isSecret: true),
            SourceProperty("scim2-api-key-header", .taken("`settings.authentication.apiKey.header`")),
            SourceProperty(
                "scim2-api-key-value", .taken("`settings.authentication.apiKey.value`, by reference"), isSecret: true),
            SourceProperty("scim2-user-ep", .taken("`settings.baseUrl`, without `/Users`")),
            SourceProperty(
                "scim2-group-ep", .taken("nothing where it is `/Groups` of the base: see `settings.groups`")),
            SourceProperty("scim2-user-store-domain", .taken("`settings.userStoreDomain`")),
            SourceProperty(
                "scim2-enable-pwd-provisioning", .taken("`settings.password.mode`: `random` when true or absent")),
            SourceProperty("scim2-default-pwd", .taken("`settings.password.secret`, by reference"), isSecret: true),
        ])

    static let googleApps = SourceProperties(
        "googleapps", becomes: "OutboundConnector of type `google`",
        [
            SourceProperty("google_prov_domain_name", .taken("`settings.domain`")),
            SourceProperty("google_prov_admin_email", .taken("`settings.adminEmail`")),
            SourceProperty(
                "google_prov_private_key",
                .taken("`settings.serviceAccountKey`, by reference: the JSON key, not the P12"), isSecret: true),
            SourceProperty("google_prov_service_acc_email", .taken("nothing: the JSON key names the account")),
            SourceProperty("google_prov_pattern", .taken("`settings.provisioningPattern`, `{UN}` when absent")),
            SourceProperty("google_prov_separator", .taken("`settings.separator`")),
            SourceProperty("google_prov_givenname_claim_dropdown", .taken("`mapping` `name.givenName`")),
            SourceProperty("google_prov_familyname_claim_dropdown", .taken("`mapping` `name.familyName`")),
            SourceProperty("google_prov_givenname", .taken("a section of `mapping` `name.givenName`")),
            SourceProperty("google_prov_familyname", .taken("a section of `mapping` `name.familyName`")),
            SourceProperty(
                "google_prov_email_claim_dropdown", .noted("the server itself never reads it; the pattern decides")),
            SourceProperty("google_prov_application_name", .noted("it has no effect on the interface")),
        ])

    static let salesforce = SourceProperties(
        "salesforce", becomes: "OutboundConnector of type `salesforce`",
        [
            SourceProperty("sf-api-version", .taken("`settings.apiVersion`, from v46.0 on")),
            SourceProperty("sf-domain-name", .taken("`settings.instanceUrl`")),
            SourceProperty("sf-clientid", .taken("`settings.authentication.*.clientId`")),
            SourceProperty(
                "sf-client-secret", .taken("`settings.authentication.*.clientSecret`, by reference"), isSecret: true),
            SourceProperty(
                "sf-usePasswordGrant", .taken("`settings.authentication.password` when true, else `clientCredentials`")),
            SourceProperty("sf-username", .taken("`settings.authentication.password.username`")),
            SourceProperty(
                "sf-password", .taken("`settings.authentication.password.password`, by reference"), isSecret: true),
            SourceProperty("sf-token-endpoint", .taken("`settings.tokenUrl`")),
            SourceProperty("sf-prov-pattern", .taken("`settings.provisioningPattern`, `{UN}` when absent")),
            SourceProperty("sf-prov-separator", .taken("`settings.separator`")),
            SourceProperty("sf-prov-domainName", .taken("`settings.domain`")),
        ])

    package static let connectors = [scim2, googleApps, salesforce]
}
