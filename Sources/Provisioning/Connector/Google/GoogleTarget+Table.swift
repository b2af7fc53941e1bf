extension GoogleTarget {
    private static let users = "https://developers.google.com/workspace/admin/directory/v1/reference/users"
    private static let search = "https://developers.google.com/workspace/admin/directory/v1/guides/search-users"
    private static let schemas = "https://developers.google.com/workspace/admin/directory/v1/guides/manage-schemas"

    /// What a mapping may name, with the limits that Google documents.
    static let table = [
        TargetAttribute(
            "primaryEmail", "The account's address. Unique in the Workspace account, and no alias of another user.",
            source: users),
        TargetAttribute(
            "externalId",
            "Our identifier of the person, kept in `externalIds` (2 KB in all) or a custom field. New values are found by a search after an hour as a rule, at most 36 hours.",
            source: search),
        TargetAttribute("name.givenName", "First name. 1 to 60 characters.", source: users),
        TargetAttribute("name.familyName", "Last name. 1 to 60 characters.", source: users),
        TargetAttribute("name.displayName", "Display name. At most 256 characters.", source: users),
        TargetAttribute("orgUnitPath", "Full path of the organizational unit, from `/`.", source: users),
        TargetAttribute("suspended", "`true` or `false`: whether the user is locked out.", source: users),
        TargetAttribute("archived", "`true` or `false`: whether the user is archived.", source: users),
        TargetAttribute("recoveryEmail", "Address for account recovery.", source: users),
        TargetAttribute(
            "recoveryPhone", "Phone for account recovery, E.164 with the plus sign: +16506661212.", source: users),
        TargetAttribute(
            "includeInGlobalAddressList", "`true` or `false`: whether the profile is visible in the address list.",
            source: users),
        TargetAttribute(
            "organizations.title",
            "Also `.department`, `.name`, `.costCenter`, `.description`, `.location`, `.symbol`, all of the one item of type `work`. 10 KB in all.",
            source: users),
        TargetAttribute(
            "phones.work",
            "Also `.mobile`, `.home`, `.work_mobile`, `.work_fax`, `.home_fax`, `.other`. 1 KB in all.", source: users),
        TargetAttribute(
            "addresses.work", "The formatted address; also `.home`, `.other`. 10 KB in all.", source: users),
        TargetAttribute(
            "relations.manager",
            "The manager's address; also `.assistant`, `.admin_assistant`, `.exec_assistant`, `.dotted_line_manager`. 2 KB in all.",
            source: users),
        TargetAttribute(
            "externalIds.organization",
            "The employee id; also `.account`, `.customer`, `.login_id`, `.network`. 2 KB in all with `externalId`.",
            source: users),
        TargetAttribute(
            "customSchemas.SCHEMA.FIELD", "A field of a custom schema; a list gives a multi-valued one.",
            source: schemas),
    ]
}
