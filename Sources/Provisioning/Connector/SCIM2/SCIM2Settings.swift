package import Model

/// Where a SCIM 2.0 service is, how it is signed in to, and how it takes updates.
package struct SCIM2Settings: ManifestObject {
    package static let doc = "A service provider that speaks SCIM 2.0 (RFC 7643, RFC 7644)."

    package let baseURL: WebAddress
    package let authentication: SCIM2Authentication
    package let update: Update
    package let listItems: ListItems

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

    package static let fields = [
        baseURL.shape, allowInsecureHTTP.shape, authentication.shape, update.shape, listItems.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let baseURL = object.required(Self.baseURL)
        let allowInsecureHTTP = object.defaulted(Self.allowInsecureHTTP)
        let authentication = object.required(Self.authentication)
        let update = object.defaulted(Self.update)
        let listItems = object.defaulted(Self.listItems)
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
        guard let baseURL, let allowInsecureHTTP, let authentication, let update, let listItems else { return nil }
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
    }
}

/// How requests to a SCIM service prove who we are.
package struct SCIM2Authentication: ManifestObject {
    package static let doc = "How requests prove who we are: exactly one of the fields."

    package let credentials: Credentials

    private static let bearer = Field<Bearer>.optional("bearer", "A token in the Authorization header (RFC 6750).")
    private static let basic = Field<Basic>.optional("basic", "A user name and a password (RFC 7617).")
    private static let apiKey = Field<APIKey>.optional("apiKey", "A key in a header of its own.")

    package static let fields = [bearer.shape, basic.shape, apiKey.shape]
    package static let exactlyOneOf = [["bearer", "basic", "apiKey"]]

    package init?(_ object: inout ObjectReader) {
        let bearer = object.optional(Self.bearer)
        let basic = object.optional(Self.basic)
        let apiKey = object.optional(Self.apiKey)
        let given = [bearer?.credentials, basic?.credentials, apiKey?.credentials].compactMap { $0 }
        guard let credentials = given.first else { return nil }
        self.credentials = credentials
    }

    struct Bearer: ManifestObject {
        static let doc = "A token in the Authorization header (RFC 6750)."
        let credentials: Credentials

        private static let token = Field<SecretReference>.required(
            "token", "The token, by reference.", example: "{env: WIKI_SCIM_TOKEN}")
        static let fields = [token.shape]

        init?(_ object: inout ObjectReader) {
            guard let token = object.required(Self.token) else { return nil }
            credentials = .bearer(token)
        }
    }

    struct Basic: ManifestObject {
        static let doc = "A user name and a password (RFC 7617)."
        let credentials: Credentials

        private static let username = Field<BasicUserName>.required(
            "username", "Our user name at the service.", example: "provisioning")
        private static let password = Field<SecretReference>.required(
            "password", "Our password, by reference.", example: "{env: WIKI_SCIM_PASSWORD}")
        static let fields = [username.shape, password.shape]

        init?(_ object: inout ObjectReader) {
            let username = object.required(Self.username)
            let password = object.required(Self.password)
            guard let username, let password else { return nil }
            credentials = .basic(username: username.text, password: password)
        }
    }

    struct APIKey: ManifestObject {
        static let doc = "A key in a header of its own."
        let credentials: Credentials

        private static let header = Field<HeaderName>.required(
            "header", "The header's name.", example: "X-Api-Key")
        private static let value = Field<SecretReference>.required(
            "value", "The key, by reference.", example: "{file: /run/secrets/wiki-key}")
        static let fields = [header.shape, value.shape]

        init?(_ object: inout ObjectReader) {
            let header = object.required(Self.header)
            let value = object.required(Self.value)
            guard let header, let value else { return nil }
            credentials = .header(name: header.text, value: value)
        }
    }
}

/// A user name for Basic authentication: no colon, which would end it, and no control character (RFC 7617 §2).
struct BasicUserName: ManifestScalar {
    static let form = TextForm(name: "a user name without `:`", pattern: "^[^:\\x00-\\x1F\\x7F]+$") { text in
        !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ":") }
    }

    let text: String
    static var shape: Shape { .text(form) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}

/// The name of a header field (RFC 9110 §5.1) that the message itself does not need.
struct HeaderName: ManifestScalar {
    static let form = TextForm(
        name: "a header name of letters, digits and `-` that HTTP does not use itself", pattern: "^[A-Za-z0-9_-]{1,64}$"
    ) { text in
        (1...64).contains(text.utf8.count) && !taken.contains(text.lowercased())
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private static let taken: Set<String> = [
        "accept", "connection", "content-length", "content-type", "expect", "host", "if-match", "transfer-encoding",
        "upgrade",
    ]

    let text: String
    static var shape: Shape { .text(form) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}
