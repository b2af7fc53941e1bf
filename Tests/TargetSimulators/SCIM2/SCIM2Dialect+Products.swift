import Model

extension SCIM2Dialect {
    /// Each after what its makers or users wrote, at the address beside it, or what was seen on the wire.
    static let products = [
        // Pages of at most 100 and no `startIndex`; name and display name required; the address must be primary.
        // https://docs.aws.amazon.com/singlesignon/latest/developerguide/listusers.html and createuser.html
        SCIM2Dialect(
            "AWS IAM Identity Center",
            [
                .pages(of: 100), .ignoresPages, .wants("displayName"), .wants("name.givenName"),
                .wants("name.familyName"), .answersAs("application/json"), .omitsErrorType, .answersPatchWithAccount,
                .lacksConfig(404),
            ]),
        // userName without regard to letter case, other filters 400, at most 200 a page.
        // https://developer.hashicorp.com/terraform/cloud-docs/api-docs/scim/users
        SCIM2Dialect("HCP Terraform", [.pages(of: 200), .lowersUserNames, .answersPatchWithAccount]),
        // DELETE only deactivates; no ServiceProviderConfig in SCIM 1.1's place, and users stay listed.
        // https://docs.slack.dev/reference/scim-api
        SCIM2Dialect("Slack", [.keepsDeleted, .lowersEmails, .omitsErrorType, .answersPatchWithAccount]),
        // Entitlements required, and 409 when they are missing; userName in small letters; `ServiceProviderConfigs`.
        // https://help.salesforce.com/s/articleView?id=xcloud.identity_scim_rest_api.htm
        SCIM2Dialect(
            "Salesforce",
            [
                .wants("entitlements"), .lowersUserNames, .pages(of: 200), .describesInPlural, .keepsDeleted,
                .answersPatchWithAccount, .dropsItemTypes,
            ], mapping: ["entitlements": "00e000000000001AAA"]),
        // `Resources` is absent from an empty answer. https://github.com/wso2/product-is/issues/5137
        SCIM2Dialect("WSO2 Identity Server", [.omitsEmptyResources, .flattensItems, .answersPatchWithAccount]),
        // A user who is set inactive is removed, with the id.
        // https://docs.github.com/en/rest/scim/scim#update-an-attribute-for-a-scim-user
        SCIM2Dialect("GitHub organisation", [.dropsInactive, .answersPatchWithAccount, .lacksGroups(404)]),
        // A create of somebody who is there answers with that account.
        // https://glama.ai/mcp/servers/gobeyondidentity/bi-mcp/tools/scim_create_user
        SCIM2Dialect("Beyond Identity", [.answersDuplicateWithAccount, .hidesForeign, .answersPatchWithAccount]),
        // Seen on the wire: version 0.3.6.
        SCIM2Dialect(
            "canaille",
            [
                .ignoresFilters, .breaksOnDuplicate, .refusesItemTypes, .wants("name.formatted"), .dropsExternalID,
                .keepsExternalID, .gives(.coarse), .answersPatchWithAccount,
            ],
            settings: ["listItems": .string("plain")],
            mapping: ["externalId": "", "name.formatted": "{{givenName}} {{familyName}}"], matchOn: ["userName"]),
    ]
}
