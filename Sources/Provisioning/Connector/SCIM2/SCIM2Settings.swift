package import Model

/// Where a SCIM 2.0 service is, how it is signed in to, and how it takes updates.
package struct SCIM2Settings: ManifestObject {
    package static let doc = "A service provider that speaks SCIM 2.0 (RFC 7643, RFC 7644)."

    package let baseURL: WebAddress
    package let authentication: SCIM2Authentication
    package let update: Update
    package let listItems: ListItems
    package let password: SCIM2Password
    /// The user store that the service's user names begin with.
    package let userStoreDomain: String?
    package let groups: SCIM2GroupPush?

    /// How a changed account is written.
    package enum Update: String, ManifestChoice, Hashable {
        /// PATCH, and PUT where the service has no PATCH.
        case auto
        case patch
        /// Reads the account, changes the mapped attributes and writes all of it back.
        case put
    }

    /// What an e-mail address or phone number carries beside its value.
    package enum ListItems: String, ManifestChoice, Hashable {
        /// `type: work`, and `primary: true` on the first (RFC 7643 §2.4).
        case typed
        /// Nothing.
        case plain
    }

    private static let baseURL = Field<WebAddress>.required(
        "baseUrl", "The service's base address, without `/Users`.", example: "https://wiki.example.com/scim/v2")
    private static let allowInsecureHTTP = Field<Bool>.defaulted(
        "allowInsecureHttp", "Lets credentials travel over plain http to another host than this one.", to: false)
    private static let authentication = Field<SCIM2Authentication>.required(
        "authentication", "How requests prove who we are.", example: "{bearer: {token: {env: WIKI_SCIM_TOKEN}}}")
    private static let update = Field<Update>.defaulted(
        "update", "How a changed account is written; `auto` tries PATCH and falls back to PUT.", to: .auto)
    private static let listItems = Field<ListItems>.defaulted(
        "listItems",
        "Whether e-mail addresses and phone numbers carry `type` and `primary`; some services refuse them.",
        to: .typed)
    private static let password = Field<SCIM2Password>.defaulted(
        "password", "The password of a new account.", example: "{mode: random}")
    private static let userStoreDomain = Field<UserStoreDomain>.optional(
        "userStoreDomain", "Put before every user name, as `DOMAIN/name`, in the place of one that is there already.",
        example: "PRIMARY")
    private static let groups = Field<SCIM2GroupPush>.optional(
        "groups", "Groups of the login that become groups at the service.", example: "{push: [engineering]}")

    package static let fields = [
        baseURL.shape, allowInsecureHTTP.shape, authentication.shape, update.shape, listItems.shape, password.shape,
        userStoreDomain.shape, groups.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let baseURL = object.required(Self.baseURL)
        let allowInsecureHTTP = object.defaulted(Self.allowInsecureHTTP)
        let authentication = object.required(Self.authentication)
        let update = object.defaulted(Self.update)
        let listItems = object.defaulted(Self.listItems)
        let password = object.defaulted(Self.password)
        userStoreDomain = object.optional(Self.userStoreDomain)?.text
        groups = object.optional(Self.groups)
        let (reading, position) = (object.reading, object.node["baseUrl"]?.position ?? object.node.position)
        if let baseURL, baseURL.text.contains("?") {
            reading.inside(.key("baseUrl")) {
                reading.report(
                    .malformedText, at: position,
                    "found an address with a query, expected one that `/Users` can follow",
                    hint: "write it like https://host.example/scim/v2")
            }
            return nil
        }
        guard let baseURL, let allowInsecureHTTP, let authentication, let update, let listItems, let password else {
            return nil
        }
        guard baseURL.isEncrypted || baseURL.isLoopback || allowInsecureHTTP else {
            reading.inside(.key("baseUrl")) {
                reading.report(
                    .insecureURL, at: position, "found an http address of another host, expected https",
                    hint: "use https, or set `allowInsecureHttp: true`")
            }
            return nil
        }
        self.baseURL = baseURL
        self.authentication = authentication
        self.update = update
        self.listItems = listItems
        self.password = password
    }
}

/// The name of a user store, such as WSO2 Identity Server puts before user names.
struct UserStoreDomain: ManifestScalar {
    static let form = TextForm(
        name: "a user store's name without `/` and spaces", pattern: "^[^/\\s\\x00-\\x1F\\x7F]+$"
    ) {
        !$0.isEmpty && $0.allSatisfy { $0 != "/" && !$0.isWhitespace }
            && $0.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    let text: String
    static var shape: Shape { .text(form) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}
