import Model
import TestSupport
import Testing

/// What proves our client in a manifest, and the issuer's very text.
struct OpenIDProviderTests {
    private func read(_ more: (String, Value)...) -> (provider: OpenIDProvider?, findings: [Diagnostic]) {
        read(more)
    }

    private func read(_ more: [(String, Value)]) -> (provider: OpenIDProvider?, findings: [Diagnostic]) {
        var oidc = ValueMap([
            .init(key: "issuer", value: .string("https://idp.example/")), .init(key: "clientId", value: .string("c")),
        ])
        for (name, value) in more { oidc[name] = value }
        let reading = Reading(file: "idp.yaml", catalogue: ToyCatalogue.value)
        return (OpenIDProvider.read(Node(.map(oidc)), in: reading)?.value, reading.findings)
    }

    private static let secret = Value.secret(.environment("SECRET"))

    @Test func `an issuer keeps the slash at its end`() {
        #expect(read().provider?.issuer.text == "https://idp.example/")
        for issuer in ["https://idp.example/?a=b", "https://idp.example#x", "idp.example", "https://a@idp.example"] {
            #expect(read(("issuer", .string(issuer))).findings.map(\.code) == [.malformedText])
        }
    }

    @Test func `every algorithm that we verify counts unless fewer are declared`() {
        #expect(read().provider?.algorithms == Set(SignatureAlgorithm.allCases))
        #expect(read(("algorithms", .list([.string("ES256")]))).provider?.algorithms == [.es256])
        for name in ["none", "HS256"] {
            #expect(read(("algorithms", .list([.string(name)]))).findings.map(\.code) == [.unknownChoice])
        }
    }

    @Test func `one thing proves us, in a way that it can`() {
        let key = ("privateKey", Self.secret)
        let secret = ("clientSecret", Self.secret)
        func way(_ name: String) -> (String, Value) { ("clientAuthentication", .string(name)) }
        let fine: [[(String, Value)]] = [
            [], [secret], [key], [key, ("keyId", .string("k"))], [secret, way("client_secret_basic")],
            [secret, way("client_secret_post")], [key, way("private_key_jwt")], [way("none")],
        ]
        let wrong: [([(String, Value)], String)] = [
            ([secret, key], "only one of"), ([("keyId", .string("k"))], "`privateKey` is missing"),
            ([key, way("client_secret_basic")], "needs `clientSecret`"),
            ([way("client_secret_post")], "needs `clientSecret`"),
            ([secret, way("private_key_jwt")], "needs `privateKey`"), ([secret, way("none")], "uses no secret"),
            ([key, way("none")], "uses no secret"),
        ]
        for fields in fine { #expect(read(fields).findings.isEmpty, "\(fields)") }
        for (fields, words) in wrong {
            let found = read(fields).findings
            #expect(found.map(\.code) == [.exactlyOne] && found[0].message.contains(words), "\(found)")
        }
    }
}
