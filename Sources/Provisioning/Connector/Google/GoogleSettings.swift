package import Model

/// Which Workspace account is provisioned, on whose behalf, and what its accounts get.
package struct GoogleSettings: ManifestObject {
    package static let doc = "A Google Workspace account, through the Directory API v1 of the Admin SDK."

    package let serviceAccountKey: SecretReference
    package let adminEmail: GoogleAddress
    package let domain: GoogleDomain?
    package let provisioningPattern: ProvisioningPattern?
    package let separator: String
    package let tenantDomain: String
    package let orgUnitPath: GoogleUnitPath?
    /// The person's group to the address of the group at Google.
    package let groups: [String: GoogleAddress]
    package let changePasswordAtNextLogin: Bool
    package let externalIDType: String
    package let externalIDField: GoogleCustomField?
    /// Without a trailing `/`.
    package let baseURL: String
    package let mayBePlain: Bool

    private static let serviceAccountKey = Field<SecretReference>.required(
        "serviceAccountKey", "The JSON key file of the service account, by reference.",
        example: "{file: /run/secrets/workspace.json}")
    private static let adminEmail = Field<GoogleAddress>.required(
        "adminEmail", "The administrator on whose behalf the service account acts (domain-wide delegation).",
        example: "provisioning@example.com")
    private static let domain = Field<GoogleDomain>.optional(
        "domain",
        "The domain of new accounts: appended by `provisioningPattern`, and the only one that is provisioned.",
        example: "example.com")
    private static let provisioningPattern = Field<ProvisioningPattern>.optional(
        "provisioningPattern",
        "Builds `primaryEmail` from the user store's domain, user name, tenant domain and connection; needs `domain`.",
        example: #""{UD,UN}""#)
    private static let separator = Field<String>.defaulted(
        "separator", "Stands between the parts of `provisioningPattern`.", to: "_")
    private static let tenantDomain = Field<String>.defaulted(
        "tenantDomain", "What `TD` means in `provisioningPattern`.", to: "carbon.super")
    private static let orgUnitPath = Field<GoogleUnitPath>.optional(
        "orgUnitPath", "The organizational unit of accounts whose mapping names none.", example: "/Staff")
    private static let groups = Field<[String: GoogleAddress]>.optional(
        "groups",
        "The person's group: the group at Google whose member they are then, and otherwise not. Asks for one more scope.",
        example: "{engineering: engineering@example.com}")
    private static let changePasswordAtNextLogin = Field<Bool>.defaulted(
        "changePasswordAtNextLogin", "Whether a new account has to choose a password; never set on an update.", to: true
    )
    private static let externalIDType = Field<String>.defaulted(
        "externalIdType", "The custom type under which `externalIds` holds our identifier.", to: "reconcile")
    private static let externalIDField = Field<GoogleCustomField>.optional(
        "externalIdField", "A searchable custom field that holds our identifier instead of `externalIds`.",
        example: "Identity.subject")
    private static let baseURL = Field<WebAddress>.optional(
        "baseUrl", "Another address of the API than https://admin.googleapis.com, such as a simulator's.",
        example: "http://127.0.0.1:8801")

    package static let fields = [
        serviceAccountKey.shape, adminEmail.shape, domain.shape, provisioningPattern.shape, separator.shape,
        tenantDomain.shape, orgUnitPath.shape, groups.shape, changePasswordAtNextLogin.shape, externalIDType.shape,
        externalIDField.shape, baseURL.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let serviceAccountKey = object.required(Self.serviceAccountKey)
        let adminEmail = object.required(Self.adminEmail)
        domain = object.optional(Self.domain)
        provisioningPattern = object.optional(Self.provisioningPattern)
        let separator = object.defaulted(Self.separator)
        let tenantDomain = object.defaulted(Self.tenantDomain)
        orgUnitPath = object.optional(Self.orgUnitPath)
        groups = object.optional(Self.groups) ?? [:]
        let changePassword = object.defaulted(Self.changePasswordAtNextLogin)
        let externalIDType = object.defaulted(Self.externalIDType)
        externalIDField = object.optional(Self.externalIDField)
        let baseURL = object.optional(Self.baseURL)
        if object.has("provisioningPattern"), !object.has("domain") {
            object.reading.report(
                .missingField, at: object.node.position, "`domain` is required with `provisioningPattern`",
                hint: "for example: domain: example.com")
        }
        if let baseURL, !Self.isUsable(baseURL, in: object) { return nil }
        guard let serviceAccountKey, let adminEmail, let separator, let tenantDomain, let changePassword,
            let externalIDType
        else { return nil }
        self.serviceAccountKey = serviceAccountKey
        self.adminEmail = adminEmail
        self.separator = separator
        self.tenantDomain = tenantDomain
        changePasswordAtNextLogin = changePassword
        self.externalIDType = externalIDType
        self.baseURL = baseURL?.text ?? "https://admin.googleapis.com"
        mayBePlain = baseURL.map { !$0.isEncrypted } ?? false
    }

    /// Reports an address that would send tokens in the open, or that no path can follow.
    private static func isUsable(_ baseURL: WebAddress, in object: ObjectReader) -> Bool {
        let (reading, position) = (object.reading, object.node["baseUrl"]?.position ?? object.node.position)
        return reading.inside(.key("baseUrl")) {
            guard baseURL.isEncrypted || baseURL.isLoopback else {
                reading.report(
                    .insecureURL, at: position, "found an http address of another host, expected https",
                    hint: "leave it out for https://admin.googleapis.com")
                return false
            }
            guard !baseURL.text.contains("?") else {
                reading.report(
                    .malformedText, at: position,
                    "found an address with a query, expected one that `/admin/directory/v1` can follow",
                    hint: "leave it out for https://admin.googleapis.com")
                return false
            }
            return true
        }
    }
}

extension GoogleSettings {
    var grant: GoogleServiceAccount {
        GoogleServiceAccount(
            key: serviceAccountKey, admin: adminEmail.text, scopes: scopes, mayBePlain: mayBePlain)
    }

    /// The least that the settings need.
    var scopes: [String] {
        let directory = "https://www.googleapis.com/auth/admin.directory."
        return [directory + "user"] + (groups.isEmpty ? [] : [directory + "group.member"])
    }

    /// Where an account bears our identifier.
    var identifier: GoogleTarget.Place {
        if let externalIDField { return .custom(externalIDField) }
        return .item(.init(list: "externalIds", type: "custom", customType: externalIDType), member: "value")
    }

    /// The addresses of the groups that are kept as the person's own groups say, ascending.
    var managedGroups: [String] { Set(groups.values.map(\.text)).sorted() }
}
