import Model
import Provisioning
import TestSupport
import Testing

/// Signatures were computed with Python's `hmac` and checked with `openssl dgst`.
struct WSO2TriggerTests {
    static let code = "57a2ed1096c9d68f3d8e05910486415fb55405f1eb5d463b4a27689af78ff765"
    static let secrets = FixedSecrets(["WSO2": WSO2Fixture.secret, "OLD": "an older secret"])

    static let means = ProofMeans(secrets: secrets, keys: .unreachable)

    static func prove(
        _ header: String = "x-wso2-event-signature", _ signature: String? = "sha256=\(code)",
        body: [UInt8] = Array(WSO2Fixture.body().utf8), trigger: (ResourceKey, Value) = WSO2Fixture.trigger(),
        at now: Timestamp = LoginFixture.now
    ) async throws -> TriggerProof {
        let request = TriggerRequest(headers: signature.map { [header: $0] } ?? [:], body: body)
        return try await WSO2Fixture.type(trigger).prove(request, by: means, at: now)
    }

    static func report(_ text: String, trigger: (ResourceKey, Value) = WSO2Fixture.trigger()) throws -> TriggerReport {
        let bytes = Array(text.utf8)
        return try WSO2Fixture.type(trigger).report(
            in: TriggerRequest(headers: [:], body: bytes), proven: TriggerProof(eventID: nil, body: bytes))
    }

    static func login(_ text: String) throws -> ReportedLogin {
        guard case .login(let login) = try report(text) else { throw StoreError.unavailable("no login") }
        return login
    }

    // MARK: Proof

    @Test(arguments: ["x-wso2-event-signature", "X-WSO2-Event-Signature", "X-Hub-Signature", "x-hub-signature"])
    func `either header proves, in any case`(header: String) async throws {
        await #expect(throws: Never.self) { try await Self.prove(header) }
        await #expect(throws: Never.self) { try await Self.prove(header, "SHA256=\(Self.code.uppercased())") }
    }

    @Test(arguments: [
        nil, "", Self.code, "sha256=", "sha1=\(Self.code)", "sha256 \(Self.code)", "sha256=\(Self.code.dropLast())",
        "sha256=\(Self.code.dropLast())4", "sha256=\(Self.code)00", "sha256=6\(Self.code.dropFirst())",
        "sha256=\(String(repeating: "z", count: 64))", "sha256= \(Self.code)", "=sha256=\(Self.code)",
        "sha256==\(Self.code)",
    ])
    func `a missing or wrong signature is refused`(signature: String?) async {
        for header in ["x-wso2-event-signature", "x-hub-signature", "x-hub-signature-256"] {
            let refusal = await #expect(throws: TriggerRefusal.self) { try await Self.prove(header, signature) }
            #expect(refusal?.code == .badProof)
        }
    }

    @Test func `any of several secrets proves, also while another can't be had`() async throws {
        for secrets in [["WSO2", "OLD"], ["OLD", "WSO2"], ["WSO2", "NOT_SET"]] {
            await #expect(throws: Never.self) { try await Self.prove(trigger: WSO2Fixture.trigger(secrets: secrets)) }
        }
        let wrong = await #expect(throws: TriggerRefusal.self) {
            try await Self.prove(trigger: WSO2Fixture.trigger(secrets: ["OLD", "NOT_SET"]))
        }
        #expect(wrong?.code == .secretUnavailable)
    }

    /// The publisher signs UTF-8 and writes ISO-8859-1; another signs what it writes.
    @Test(arguments: [
        ("Zoë", "5047229a9be0869c3d36e30166a805a257914355d0ce47ffa19247c4d6303a50", true),
        ("Zoë", "5047229a9be0869c3d36e30166a805a257914355d0ce47ffa19247c4d6303a50", false),
        ("Zoë", "4f0e7cd5bf303ba11aea95e81e7d06a4783b9989ca99cc7ae8572d111e4c77ee", true),
        // These two letters are C3 A9 in ISO-8859-1, which is also a letter in UTF-8; the signature tells what is meant.
        ("Ã©", "ad5de393009d1e87170cfdb4bc2916fad8c090671c7cafb07ec9ca2b5257cf93", true),
    ])
    func `a body in Latin letters is read as it was meant`(name: String, code: String, isWrittenAsLatin: Bool)
        async throws
    {
        let text = WSO2Fixture.body(name: name)
        let body =
            isWrittenAsLatin ? text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) } : Array(text.utf8)
        let proof = try await Self.prove(signature: "sha256=\(code)", body: body)
        let report = try WSO2Fixture.type().report(in: TriggerRequest(headers: [:], body: body), proven: proof)
        guard case .login(let login) = report else {
            Issue.record("no login")
            return
        }
        #expect(login.claims["givenName"]?.string == name)
    }

    static func prove(signature: String, body: [UInt8]) async throws -> TriggerProof {
        try await prove("x-wso2-event-signature", signature, body: body)
    }

    @Test func `an empty body proves who asks for a login`() async throws {
        let code = "6f52eba6deb4bb3677bb8c3f68a490110f9b843a2264e5650bea36801e5f9a52"
        await #expect(throws: Never.self) { try await Self.prove(signature: "sha256=\(code)", body: []) }
    }

    @Test(arguments: [
        ("1h", 3_600_000, true), ("1h", 3_600_001, false), ("1h", -300_000, true), ("1h", -300_001, false),
        ("24h", 86_400_000, true), ("5m", 300_001, false),
    ])
    func `an event counts for the declared age`(maxAge: String, milliseconds: Int, isTaken: Bool) async {
        let now = LoginFixture.now + .milliseconds(milliseconds)
        let trigger = WSO2Fixture.trigger(maxAge: maxAge)
        if isTaken {
            await #expect(throws: Never.self) { try await Self.prove(trigger: trigger, at: now) }
        } else {
            let refusal = await #expect(throws: TriggerRefusal.self) { try await Self.prove(trigger: trigger, at: now) }
            #expect(refusal?.code == .outsideWindow)
        }
    }

    @Test func `the time may be in seconds`() async throws {
        let body = Array(WSO2Fixture.body(issuedAt: 1_795_460_400).utf8)
        let code = "e9a0d12ead24527540a92e4530cd6030cb2dc7605d0ce8eee039541d9ffab940"
        await #expect(throws: Never.self) { try await Self.prove(signature: "sha256=\(code)", body: body) }
        #expect(try Self.login(WSO2Fixture.body(issuedAt: 1_795_460_400)).occurredAt == LoginFixture.now)
        #expect(try Self.login(WSO2Fixture.body()).occurredAt == LoginFixture.now)
    }

    // MARK: Subscription

    static let topic = "myorg.10084.schema.wso2.v1.event.login"

    @Test(arguments: [
        ("subscribe", topic, [], true), ("unsubscribe", topic, [], true),
        ("subscribe", "my.org.com.10084.schema.WSO2.v1.event.session", [], true),
        ("subscribe", topic, [topic], true), ("unsubscribe", topic, [topic], true),
        ("subscribe", "other.1.schema.wso2.v1.event.login", [topic], false),
        ("subscribe", "myorg.10084.schema.caep.v1.event.login", [], false), ("subscribe", "anything", [], false),
        ("subscribe", ".10084.schema.wso2.v1.event.login", [], false), ("subscribe", "", [], false),
        ("denied", topic, [], false), ("publish", topic, [], false), ("", topic, [], false),
    ])
    func `a hub's challenge is given back for the right topic`(
        mode: String, topic: String, topics: [String], isWanted: Bool
    ) throws {
        let type = try WSO2Fixture.type(WSO2Fixture.trigger(topics: topics))
        let query = [
            "hub.mode": mode, "hub.topic": topic, "hub.challenge": "c+h/a l=lenge", "hub.lease_seconds": "864000",
        ]
        #expect(type.consent(to: query) == (isWanted ? "c+h/a l=lenge" : nil))
    }

    @Test func `a question that lacks something is refused, and so is one to a trigger without a hub`() throws {
        let whole = ["hub.mode": "subscribe", "hub.topic": Self.topic, "hub.challenge": "c"]
        for missing in whole.keys {
            #expect(try WSO2Fixture.type().consent(to: whole.filter { $0.key != missing }) == nil)
        }
        let long = whole.merging(["hub.challenge": String(repeating: "c", count: 1025)]) { $1 }
        #expect(try WSO2Fixture.type().consent(to: long) == nil)
        let webhook = try #require(try LoginFixture.table().triggers["app-backend"])
        #expect(webhook.type.consent(to: whole) == nil)
    }
}
