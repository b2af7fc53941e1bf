import Crypto
import Foundation
import JWTKit
import Model
import Provisioning
import TestSupport
import Testing

/// How we prove to a token endpoint who we are.
struct ClientProofTests {
    private func tokenRequest(
        _ more: [(String, Value)], taken: [String]? = nil
    ) async throws -> (header: String?, form: [String: String]) {
        let play = try SignInCase(more)
        if let taken {
            play.idp.change { $0.setMetadata("token_endpoint_auth_methods_supported", .list(taken.map(Value.string))) }
        }
        _ = try await play.signIn()
        let request = try #require(play.idp.requests(at: "/token").first)
        let authorization = request.headers.first { $0.name == "Authorization" }
        #expect(authorization?.isSensitive != false)
        #expect(request.concealed.map { !String(decoding: $0.body, as: UTF8.self).contains("code") } == true)
        return (authorization?.value, Form.read(String(decoding: request.body ?? [], as: UTF8.self)))
    }

    @Test(arguments: [nil, ["client_secret_basic", "client_secret_post"]] as [[String]?])
    func `a secret goes into the header, both parts form-encoded first`(taken: [String]?) async throws {
        let (header, form) = try await tokenRequest(SignInCase.withSecret, taken: taken)
        let pair = "crm%20client%2F1:s3cret%20of%20the%20client%3A%20%C3%BC%25%26%2B"
        #expect(header == "Basic \(Data(pair.utf8).base64EncodedString())")
        #expect(form["client_secret"] == nil && form["code_verifier"]?.utf8.count == 43)
    }

    @Test func `a secret goes into the form where the provider or the connection says so`() async throws {
        let chosen = SignInCase.withSecret + [("clientAuthentication", .string("client_secret_post"))]
        for (header, form) in [
            try await tokenRequest(SignInCase.withSecret, taken: ["private_key_jwt", "client_secret_post"]),
            try await tokenRequest(chosen),
        ] {
            #expect(header == nil)
            #expect(form["client_id"] == SignInCase.client && form["client_secret"] == TokenSigner.clientSecret)
        }
    }

    @Test func `a public client only names itself`() async throws {
        let (header, form) = try await tokenRequest([])
        #expect(header == nil && form["client_id"] == SignInCase.client)
        #expect(form["client_secret"] == nil && form["client_assertion"] == nil)
    }

    @Test func `a private key signs who we are, for this endpoint and shortly`() async throws {
        let (header, form) = try await tokenRequest(
            [("privateKey", .secret(.environment("PRIVATE_KEY"))), ("keyId", .string("key-1"))])
        #expect(header == nil)
        #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
        let parts = (form["client_assertion"] ?? "").split(separator: ".").map(String.init)
        let head = try JSONReader.read(Self.decoded(parts[0]))
        #expect(head["alg"] == .string("EdDSA") && head["kid"] == .string("key-1"))
        let claims = try JSONReader.read(Self.decoded(parts[1]))
        let now = Int(LoginFixture.now.milliseconds / 1000)
        #expect(claims["iss"] == .string(SignInCase.client) && claims["sub"] == .string(SignInCase.client))
        #expect(claims["aud"] == .string("https://idp.example/token"))
        #expect(claims["iat"] == .int(now) && claims["exp"] == .int(now + 60))
        #expect(claims["jti"]?.string?.utf8.count == 43)
        let key = try Curve25519.Signing.PublicKey(rawRepresentation: Self.decoded(ClientKeys.ed25519X))
        #expect(key.isValidSignature(Self.decoded(parts[2]), for: Array("\(parts[0]).\(parts[1])".utf8)))
    }

    @Test(arguments: ["RS256", "ES256", "ES384"])
    func `each kind of private key signs with the algorithm it is for`(algorithm: String) async throws {
        let keys = JWTKeyCollection()
        let pem: String
        switch algorithm {
        case "RS256":
            pem = SalesforceKeys.ours
            await keys.add(rsa: try Insecure.RSA.PrivateKey(pem: pem).publicKey, digestAlgorithm: .sha256)
        case "ES256":
            let key = ES256PrivateKey()
            pem = key.pemRepresentation
            await keys.add(ecdsa: key.publicKey)
        default:
            let key = ES384PrivateKey()
            pem = key.pemRepresentation
            await keys.add(ecdsa: key.publicKey)
        }
        let play = try SignInCase([("privateKey", .secret(.environment("PRIVATE_KEY")))], key: pem)
        _ = try await play.signIn()
        let request = try #require(play.idp.requests(at: "/token").first)
        let assertion = try #require(Form.read(String(decoding: request.body ?? [], as: UTF8.self))["client_assertion"])
        let head = try JSONReader.read(Self.decoded(String(assertion.prefix { $0 != "." })))
        #expect(head["alg"] == .string(algorithm) && head["kid"] == nil)
        #expect(try await keys.verify(assertion, as: Statement.self).sub == SignInCase.client)
    }

    private struct Statement: JWTPayload {
        let sub: String
        func verify(using algorithm: some JWTAlgorithm) {}
    }

    private static func decoded(_ text: String) -> [UInt8] {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        let padded = plain + String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Array(Data(base64Encoded: padded) ?? Data())
    }

    @Test func `without its secret nobody is signed in, and the log says which is missing`() async throws {
        let cases: [([(String, Value)], String)] = [
            ([("clientSecret", .secret(.environment("NOT_SET")))], "NOT_SET"),
            ([("privateKey", .secret(.environment("NOT_SET")))], "NOT_SET"),
            ([("privateKey", .secret(.environment("CLIENT_SECRET")))], "no private key"),
        ]
        for (more, words) in cases {
            let play = try SignInCase(more)
            let failure = try await play.refusal()
            SignInRefusalTests.expect(failure, .clientProofUnavailable, of: play)
            #expect(failure?.reason.contains(words) == true)
            #expect(play.idp.requests(at: "/token").isEmpty)
        }
    }

    @Test func `a provider that takes no secret is said to`() async throws {
        let play = try SignInCase()
        play.idp.change { $0.setMetadata("token_endpoint_auth_methods_supported", .list([.string("tls_client_auth")])) }
        SignInRefusalTests.expect(try await play.refusal(), .unusableMetadata, of: play)
    }
}
