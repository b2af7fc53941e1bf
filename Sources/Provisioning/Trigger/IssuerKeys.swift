import Model

/// Where the issuer's public keys come from.
struct IssuerKeys: ManifestObject {
    enum Source: Sendable {
        case address(WebAddress)
        case inline(KeySet)
    }

    static let doc = "The issuer's public keys: exactly one of the fields."

    let source: Source

    private static let url = Field<KeyAddress>.optional(
        "url",
        "The address of its JWK Set (RFC 7517): kept for the `max-age` of the answer (10m without one, at least 1m), and read anew when a token names an unknown `kid`.",
        example: "https://idp.example.com/jwks.json")
    private static let jwks = Field<InlineJWKS>.optional(
        "jwks", "Its JWK Set itself, as JSON text.",
        example: #"'{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}'"#)
    private static let pem = Field<InlinePEM>.optional(
        "pem",
        "Its public keys or certificates in PEM, one block after the other; dates of certificates are not looked at.",
        example:
            #""-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----""#
    )

    static let fields = [url.shape, jwks.shape, pem.shape]
    static let exactlyOneOf = [["url", "jwks", "pem"]]

    init?(_ object: inout ObjectReader) {
        let url = object.optional(Self.url)
        let jwks = object.optional(Self.jwks)
        let pem = object.optional(Self.pem)
        if let url {
            source = .address(url.address)
        } else if let keys = jwks?.keys ?? pem?.keys {
            source = .inline(keys)
        } else {
            return nil
        }
    }

    var addresses: [WebAddress] {
        switch source {
        case .address(let address): [address]
        case .inline: []
        }
    }

    /// - Throws: R5032 while the address does not give them.
    func keys(holding keyID: String?, from cache: KeyCache) async throws(TriggerRefusal) -> KeySet {
        switch source {
        case .inline(let keys): return keys
        case .address(let address):
            do throws(KeyFailure) {
                return try await cache.keys(at: address, holding: keyID)
            } catch {
                throw TriggerRefusal(
                    .keysUnavailable, "the issuer's keys can't be had now",
                    hint: "send the same token again later; the listener's log says what is wrong",
                    operatorNote: error.reason, retryAfter: error.rest)
            }
        }
    }
}

/// An address that nobody on the way can change the answer of.
struct KeyAddress: ManifestScalar {
    static let form = TextForm(
        name: "an https address (http on this machine only)", pattern: "^https?://[^\\s@#]+$"
    ) { text in WebAddress(text).map { $0.isEncrypted || $0.isLoopback } ?? false }

    let address: WebAddress
    static var shape: Shape { .text(form) }
    var canonical: Value { address.canonical }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: form), let address = WebAddress(text) else { return nil }
        return Accepted(Self(address: address), canonical: address.canonical)
    }
}

struct InlineJWKS: ManifestScalar {
    let text: String
    let keys: KeySet
    static var shape: Shape { .text(.anything) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: .anything) else { return nil }
        let bytes = Array(text.utf8)
        let items = (try? JSONReader.read(bytes))?["keys"]?.list ?? []
        guard !items.contains(where: { $0["d"] != nil || $0["k"] != nil }) else {
            reading.reportSecretKey(at: node)
            return nil
        }
        return reading.keys(at: node) { () throws(KeySet.Failure) in try KeySet(jwks: bytes) }.map {
            Accepted(Self(text: text, keys: $0), canonical: .string(text))
        }
    }
}

struct InlinePEM: ManifestScalar {
    let text: String
    let keys: KeySet
    static var shape: Shape { .text(.anything) }
    var canonical: Value { .string(text) }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: .anything) else { return nil }
        guard !text.contains("PRIVATE KEY-----") else {
            reading.reportSecretKey(at: node)
            return nil
        }
        return reading.keys(at: node) { () throws(KeySet.Failure) in try KeySet(pem: text) }.map {
            Accepted(Self(text: text, keys: $0), canonical: .string(text))
        }
    }
}

extension Reading {
    fileprivate func keys(at node: Node, _ read: () throws(KeySet.Failure) -> KeySet) -> KeySet? {
        do throws(KeySet.Failure) {
            return try read()
        } catch {
            report(
                .malformedText, at: node.position, "no keys of use: \(error.reason)",
                hint: "write what the issuer publishes, or its address in `url`")
            return nil
        }
    }

    fileprivate func reportSecretKey(at node: Node) {
        report(
            .literalSecret, at: node.position, "a private or shared key can't be written in a manifest",
            hint: "write the public key; if this one is in use, replace it", isSensitive: true)
    }
}
