import Crypto
import Foundation
import Model
import Provisioning
import TestSupport

/// A request that a trigger takes, and ways to change it so that it must not be taken any more.
struct ForgedRequest: Sendable {
    let name: String
    let type: any TriggerType
    let headers: [String: String]
    let body: [UInt8]
    /// Tokens that the body's parts may be mixed with; empty when the body is no token.
    var tokens: [[UInt8]] = []
    /// Signs any body as the sender would; `nil` for tokens, whose key is another's.
    var sign: (@Sendable ([UInt8]) -> [String: String])?

    static let means = ProofMeans(
        secrets: FixedSecrets(["WEBHOOK_SECRET": LoginFixture.signingSecret]), keys: .unreachable)

    func isTaken(_ headers: [String: String], _ body: [UInt8]) async -> Bool {
        let request = TriggerRequest(headers: headers, body: body)
        return (try? await type.prove(request, by: Self.means, at: LoginFixture.now)) != nil
    }

    /// Changes the body or one of the headers that hold the proof.
    func changed(_ random: inout SeededRandom) -> (headers: [String: String], body: [UInt8]) {
        if !tokens.isEmpty { return (headers, TokenMutation.changed(among: tokens, &random)) }
        while true {
            var headers = headers
            var body = body
            if TokenMutation.below(3, &random) == 0 {
                let header = headers.keys.sorted()[TokenMutation.below(headers.count, &random)]
                var value = Array((headers[header] ?? "").utf8)
                ByteMutation.change(&value, &random)
                headers[header] = String(decoding: value, as: UTF8.self)
            } else {
                for _ in 0...TokenMutation.below(4, &random) { ByteMutation.change(&body, &random) }
            }
            if body != self.body || !isSameProof(headers) { return (headers, body) }
        }
    }

    /// Several headers prove the same: a list may hold more signatures, hexadecimal digits may be of either case.
    private func isSameProof(_ others: [String: String]) -> Bool {
        headers.allSatisfy { name, value in
            let other = others[name] ?? ""
            return value == other || other.lowercased() == value || other.split(separator: " ").contains(value[...])
        }
    }

    // MARK: The requests

    /// One of each way to prove a login.
    static func all() async throws -> [ForgedRequest] {
        let minted = try await MintedTokens.made()
        let oidc: (ResourceKey, Value) = (
            ResourceKey(.loginTrigger, "crm-sign-in"),
            .object(
                ("type", .string("oidc")), ("issuer", .string("https://corp-okta.example")),
                ("connection", .string("corp-okta")), ("audiences", .object(("crm-client", .string("crm")))),
                ("keys", .object(("jwks", .string(minted.text("jwks"))))))
        )
        let server: (ResourceKey, Value) = (
            ResourceKey(.loginTrigger, "identity-server"),
            .object(("type", .string("wso2")), ("secret", .secret(.environment("WEBHOOK_SECRET"))))
        )
        let table = try LoginFixture.table(LoginFixture.standardSpecs + [minted.trigger(), oidc, server])
        func type(_ name: String) throws -> any TriggerType {
            guard let trigger = table.triggers[name] else { throw LawBroken("no trigger \(name)") }
            return trigger.type
        }
        let events = ["signed RS256", "signed PS256", "signed ES256", "signed ES384", "signed EdDSA", "loginSuccess"]
            .map(minted.token)
        let idTokens = ["id good", "id EdDSA", "id again with another signature"].map(minted.token)
        let cloudEvent =
            #"{"specversion":"1.0","id":"ce-1","source":"/sign-in","type":"com.example.login","time":"2026-11-23T19:00:00Z","#
            + #""datacontenttype":"application/json","data":\#(LoginFixture.body)}"#
        return [
            ForgedRequest(name: "set", type: try type("ssf"), headers: [:], body: events[0], tokens: events),
            ForgedRequest(
                name: "oidc", type: try type("crm-sign-in"), headers: [:], body: idTokens[0], tokens: idTokens),
            signed(
                "webhook", try type("app-backend"), LoginFixture.body, ["content-type": "application/json"],
                by: standardSignature),
            signed(
                "cloudevents", try type("app-backend"), cloudEvent,
                ["content-type": "application/cloudevents+json"], by: standardSignature),
            signed("wso2", try type("identity-server"), serverEvent, [:], by: serverSignature),
        ]
    }

    private static func signed(
        _ name: String, _ type: any TriggerType, _ body: String, _ headers: [String: String],
        by sign: @escaping @Sendable ([UInt8]) -> [String: String]
    ) -> ForgedRequest {
        let bytes = Array(body.utf8)
        return ForgedRequest(
            name: name, type: type, headers: sign(bytes), body: bytes,
            sign: { body in sign(body).merging(headers) { $1 } })
    }

    @Sendable private static func standardSignature(_ body: [UInt8]) -> [String: String] {
        let stamp = String(LoginFixture.now.milliseconds / 1000)
        let code = mac(Array("msg_1.\(stamp).".utf8) + body)
        return [
            "webhook-id": "msg_1", "webhook-timestamp": stamp,
            "webhook-signature": "v1,\(Data(code).base64EncodedString())",
        ]
    }

    @Sendable private static func serverSignature(_ body: [UInt8]) -> [String: String] {
        ["x-wso2-event-signature": "sha256=\(mac(body).hexadecimal)"]
    }

    private static func mac(_ text: [UInt8]) -> [UInt8] {
        let key = SymmetricKey(data: Array(LoginFixture.signingSecret.utf8))
        return Array(HMAC<SHA256>.authenticationCode(for: text, using: key))
    }

    private static let serverEvent =
        #"{"iss":"https://is.example/t/o","jti":"j-1","iat":\#(LoginFixture.now.milliseconds),"events":"#
        + #"{"https://schemas.identity.wso2.org/events/login/event-type/loginSuccess":{"user":{"id":"00u1","claims":"#
        + #"[{"uri":"http://wso2.org/claims/emailaddress","value":"zoë@example.com"}]},"application":{"id":"40d982e5","#
        + #""name":"crm"},"authenticationMethods":["OpenIDConnectAuthenticator"]}}}"#
}
