import Model
import Provisioning
import TestSupport
import Testing

/// Signing in when all is well.
struct RelyingPartyTests {
    @Test func `a person signs in and is known by what the provider signed and told`() async throws {
        let play = try SignInCase()
        let person = try await play.signIn()
        #expect(person.subject.text == "00u1")
        #expect(person.claims.keys == ["email", "groups", "name", "sub"])
        #expect(person.claims["groups"] == .list([.string("ops")]))
        #expect(person.authenticatedAt == play.clock.now - .seconds(30))
        #expect(person.idToken.split(separator: ".").count == 3)
        #expect(person.note == nil)
    }

    @Test func `the browser is sent with everything that ties the answer to it`() async throws {
        let play = try SignInCase(
            SignInCase.withSecret + [("scopes", .list([.string("profile"), .string("a&b")]))])
        let start = try await play.begin(returnTo: "/reports")
        let parts = start.address.split(separator: "?", maxSplits: 1)
        #expect(parts.first == "https://idp.example/authorize")
        #expect(!start.address.contains(" ") && !start.address.contains("+"))
        let query = Form.read(String(parts[1]))
        #expect(query["tenant"] == "a b", "the endpoint's own query stays")
        #expect(query["response_type"] == "code")
        #expect(query["client_id"] == SignInCase.client)
        #expect(query["redirect_uri"] == SignInCase.redirect)
        #expect(query["scope"] == "openid a&b profile")
        #expect(query["code_challenge_method"] == "S256")
        #expect(query["state"] == start.pending.state && query["nonce"] == start.pending.nonce)
        #expect(!start.address.contains(start.pending.verifier))
        let secrets = [start.pending.state, start.pending.nonce, start.pending.verifier]
        #expect(Set(secrets).count == 3 && secrets.allSatisfy { $0.utf8.count == 43 })
        #expect(start.pending.returnTo == "/reports" && start.pending.startedAt == play.clock.now)
        let next = try await play.begin().pending
        #expect(Set(secrets).isDisjoint(with: [next.state, next.nonce, next.verifier]))
    }

    @Test(arguments: ["https://idp.example/", "https://idp.example/tenant/1", "https://idp.example/tenant/1/"])
    func `an issuer may have a path and a slash at its end`(issuer: String) async throws {
        let play = try SignInCase(issuer: issuer)
        play.idp.change { $0.metadata = Self.at("https://idp.example", $0.metadata) }
        _ = try await play.signIn()
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        #expect(play.idp.requests.first?.url == "\(base)/.well-known/openid-configuration")
    }

    /// The endpoints of the simulated provider are at its root, whatever the issuer's path.
    private static func at(_ root: String, _ metadata: Value) -> Value {
        guard var map = metadata.map else { return metadata }
        map["token_endpoint"] = .string("\(root)/token")
        map["jwks_uri"] = .string("\(root)/keys")
        map["userinfo_endpoint"] = .string("\(root)/userinfo")
        return .map(map)
    }

    @Test(arguments: [TokenSigner.es256, .es384, .edDSA])
    func `a token may be signed with each algorithm that we verify`(signer: TokenSigner) async throws {
        let play = try SignInCase()
        play.idp.change { $0.signer = signer }
        #expect(try await play.signIn().subject.text == "00u1")
    }

    @Test func `the person's session at the provider can be ended`() async throws {
        let play = try SignInCase()
        let address = try await play.party.logoutAddress(
            of: play.provider, idToken: "a.b.c", returningTo: "https://crm.example.com/?x=1&y")
        #expect(
            address
                == "https://idp.example/logout?id_token_hint=a.b.c&client_id=crm%20client%2F1"
                + "&post_logout_redirect_uri=https%3A%2F%2Fcrm.example.com%2F%3Fx%3D1%26y")
        let other = try SignInCase()
        other.idp.change { moods in
            var map = moods.metadata.map ?? ValueMap()
            map["end_session_endpoint"] = nil
            moods.metadata = .map(map)
        }
        let none = try await other.party.logoutAddress(
            of: other.provider, idToken: nil, returningTo: "https://a.example")
        #expect(none == nil)
    }
}
