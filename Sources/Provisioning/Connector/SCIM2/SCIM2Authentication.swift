package import Model

/// How requests to a SCIM service prove who we are.
package struct SCIM2Authentication: ManifestObject {
    package static let doc = "How requests prove who we are: exactly one of the fields."

    package let credentials: Credentials

    private static let bearer = Field<Bearer>.optional("bearer", "A token in the Authorization header (RFC 6750).")
    private static let basic = Field<Basic>.optional("basic", "A user name and a password (RFC 7617).")
    private static let apiKey = Field<APIKey>.optional("apiKey", "A key in a header of its own.")
    private static let clientCredentials = Field<SCIM2ClientCredentials>.optional(
        "clientCredentials", "A token that our client is given by a token endpoint (RFC 6749 §4.4).")

    package static let fields = [bearer.shape, basic.shape, apiKey.shape, clientCredentials.shape]
    package static let exactlyOneOf = [["bearer", "basic", "apiKey", "clientCredentials"]]

    package init?(_ object: inout ObjectReader) {
        let bearer = object.optional(Self.bearer)
        let basic = object.optional(Self.basic)
        let apiKey = object.optional(Self.apiKey)
        let clientCredentials = object.optional(Self.clientCredentials)
        if let bearer {
            credentials = bearer.credentials
        } else if let basic {
            credentials = basic.credentials
        } else if let apiKey {
            credentials = apiKey.credentials
        } else if let clientCredentials {
            credentials = .token(clientCredentials.grant)
        } else {
            return nil
        }
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
