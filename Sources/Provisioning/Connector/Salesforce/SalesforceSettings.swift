package import Model

/// Which Salesforce organisation is provisioned, how it is signed in to, and what its new accounts get.
package struct SalesforceSettings: ManifestObject {
    package static let doc = "A Salesforce organisation, through the User object of its REST API."

    package let instanceURL: WebAddress
    package let tokenURL: WebAddress
    package let apiVersion: SalesforceVersion
    package let authentication: SalesforceAuthentication
    package let externalIDField: SalesforceIdentifierField
    package let create: Create
    package let newAccounts: SalesforceNewAccounts
    package let deactivation: SalesforceDeactivation
    package let provisioningPattern: ProvisioningPattern?
    package let separator: String
    package let tenantDomain: String
    package let domain: String?
    /// The person's group to the permission set's API name or id; empty when none are managed.
    package let permissionSets: [String: String]

    /// How a new account is written.
    package enum Create: String, ManifestChoice, Hashable {
        /// POST.
        case insert
        /// PATCH by the external id, which can't make a second account of one identifier.
        case upsert
    }

    private static let instanceURL = Field<WebAddress>.required(
        "instanceUrl", "The organisation's own address (My Domain).", example: "https://example.my.salesforce.com")
    private static let tokenURL = Field<WebAddress>.optional(
        "tokenUrl", "The token endpoint; `/services/oauth2/token` of `instanceUrl` when absent.",
        example: "https://login.salesforce.com/services/oauth2/token")
    private static let apiVersion = Field<SalesforceVersion>.defaulted(
        "apiVersion", "The version of the REST API, which stays the same until you change it.", to: .pinned)
    private static let authentication = Field<SalesforceAuthentication>.required(
        "authentication", "How we get an access token.",
        example: "{clientCredentials: {clientId: 3MVG9…, clientSecret: {env: CRM_CLIENT_SECRET}}}")
    private static let externalIDField = Field<SalesforceIdentifierField>.defaulted(
        "externalIdField",
        "The field that holds our identifier: the person's `subject` unless it is mapped. A custom one must be unique.",
        to: .federation, example: "Employee_Key__c")
    private static let create = Field<Create>.defaulted(
        "create", "How a new account is written; `upsert` needs a custom `externalIdField` that is an External ID.",
        to: .insert)
    private static let newAccounts = Field<SalesforceNewAccounts>.defaulted(
        "newAccounts", "What a new account gets where the mapping says nothing; never written again later.")
    private static let deactivation = Field<SalesforceDeactivation>.defaulted(
        "deactivation", "What else happens to an account that is deactivated.")
    private static let provisioningPattern = Field<ProvisioningPattern>.optional(
        "provisioningPattern",
        "Builds `Username` from the user store's domain, user name, tenant domain and connection.",
        example: #""{UD,UN}""#)
    private static let separator = Field<String>.defaulted(
        "separator", "Stands between the parts of `provisioningPattern`.", to: "_")
    private static let tenantDomain = Field<String>.defaulted(
        "tenantDomain", "What `TD` means in `provisioningPattern`.", to: "carbon.super")
    private static let domain = Field<String>.optional(
        "domain",
        "Appended to the user name as `@domain` to make `Username`, since Salesforce wants it to look like an e-mail address.",
        example: "crm.example.com")
    private static let permissionSets = Field<[String: String]>.optional(
        "permissionSets",
        "The person's group: the permission set, by API name or id, that they have then and otherwise not. Others stay.",
        example: "{sales: Sales_Cloud_User}")

    package static let fields = [
        instanceURL.shape, tokenURL.shape, apiVersion.shape, authentication.shape, externalIDField.shape, create.shape,
        newAccounts.shape, deactivation.shape, provisioningPattern.shape, separator.shape, tenantDomain.shape,
        domain.shape, permissionSets.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let instanceURL = object.required(Self.instanceURL)
        let tokenURL = object.optional(Self.tokenURL)
        let apiVersion = object.defaulted(Self.apiVersion)
        let authentication = object.required(Self.authentication)
        let externalIDField = object.defaulted(Self.externalIDField)
        let create = object.defaulted(Self.create)
        let newAccounts = object.defaulted(Self.newAccounts)
        let deactivation = object.defaulted(Self.deactivation)
        provisioningPattern = object.optional(Self.provisioningPattern)
        let separator = object.defaulted(Self.separator)
        let tenantDomain = object.defaulted(Self.tenantDomain)
        domain = object.optional(Self.domain)
        permissionSets = object.optional(Self.permissionSets) ?? [:]

        if let instanceURL { object.check(instanceURL) }
        if let tokenURL { object.check(tokenURL, in: "tokenUrl") }
        if create == .upsert, externalIDField == .federation {
            object.report(
                .malformedText, in: "create", "`upsert` goes by an External ID, which `FederationIdentifier` is not",
                hint: "name a custom External ID field in `externalIdField`, or write `create: insert`")
        }
        guard let instanceURL, let apiVersion, let authentication, let externalIDField, let create, let newAccounts,
            let deactivation, let separator, let tenantDomain,
            let tokenEndpoint = tokenURL ?? WebAddress(instanceURL.text + "/services/oauth2/token")
        else { return nil }
        self.instanceURL = instanceURL
        self.tokenURL = tokenEndpoint
        self.apiVersion = apiVersion
        self.authentication = authentication
        self.externalIDField = externalIDField
        self.create = create
        self.newAccounts = newAccounts
        self.deactivation = deactivation
        self.separator = separator
        self.tenantDomain = tenantDomain
    }

    var grant: any TokenGrant { authentication.grant(at: tokenURL) }
}

extension ObjectReader {
    /// Reports an address that is not an organisation's own, or that would show a token on the way.
    fileprivate func check(_ instance: WebAddress) {
        let path = instance.text.split(separator: "/", omittingEmptySubsequences: false).dropFirst(3)
        if !path.isEmpty || instance.text.contains("?") {
            report(
                .malformedText, in: "instanceUrl", "found an address with a path or query, expected the host alone",
                hint: "write it like https://example.my.salesforce.com")
        } else if instance.host.hasSuffix(".lightning.force.com") || Self.loginHosts.contains(instance.host) {
            report(
                .malformedText, in: "instanceUrl", "`\(instance.host)` serves people, not the REST API",
                hint: "write the My Domain address: https://example.my.salesforce.com")
        } else {
            check(instance, in: "instanceUrl")
        }
    }

    private static var loginHosts: [String] { ["login.salesforce.com", "test.salesforce.com"] }

    fileprivate func check(_ address: WebAddress, in field: String) {
        guard !address.isEncrypted, !address.isLoopback else { return }
        report(.insecureURL, in: field, "found an http address of another host, expected https", hint: "use https")
    }

    fileprivate func report(_ code: DiagnosticCode, in field: String, _ message: String, hint: String) {
        let position = node[field]?.position ?? node.position
        reading.inside(.key(field)) { reading.report(code, at: position, message, hint: hint) }
    }
}
