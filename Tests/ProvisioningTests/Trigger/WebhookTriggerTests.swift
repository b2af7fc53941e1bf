import Model
import Provisioning
import TestSupport
import Testing

/// Signatures were computed with Python's `hmac`; the first vector is that of the Standard Webhooks libraries.
struct WebhookTriggerTests {
    static let rawSignature = "v1,NURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6jM4="

    static func signedHeaders(
        id: String? = "msg_1", timestamp: String? = "1795460400", signature: String? = rawSignature
    ) -> [String: String] {
        var headers: [String: String] = [:]
        headers["Webhook-Id"] = id
        headers["webhook-timestamp"] = timestamp
        headers["webhook-signature"] = signature
        return headers
    }

    static func prove(
        _ trigger: String = "app-backend", headers: [String: String], body: String = LoginFixture.body,
        secrets: FixedSecrets = FixedSecrets(), at now: Timestamp = LoginFixture.now
    ) async throws -> TriggerProof {
        let type = try #require(try LoginFixture.table().triggers[trigger]).type
        return try await type.prove(
            TriggerRequest(headers: headers, body: Array(body.utf8)),
            by: ProofMeans(secrets: secrets, keys: .unreachable), at: now)
    }

    static func refusal(
        _ trigger: String = "app-backend", headers: [String: String], body: String = LoginFixture.body,
        secrets: FixedSecrets = FixedSecrets(), at now: Timestamp = LoginFixture.now
    ) async -> TriggerRefusal? {
        await #expect(throws: TriggerRefusal.self) {
            try await prove(trigger, headers: headers, body: body, secrets: secrets, at: now)
        }
    }

    @Test func `the vector of the Standard Webhooks libraries is accepted`() async throws {
        let proof = try await Self.prove(
            headers: [
                "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp": "1614265330",
                "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
            ], body: #"{"test": 2432232314}"#,
            secrets: FixedSecrets(["WEBHOOK_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"]),
            at: Timestamp(seconds: 1_614_265_330))
        #expect(proof.eventID == "msg_p5jXN8AQM9LWM0D4loKWxJek")
    }

    @Test func `a signature with a raw secret is accepted, also for an empty body`() async throws {
        #expect(try await Self.prove(headers: Self.signedHeaders()).eventID == "msg_1")
        let empty = Self.signedHeaders(signature: "v1,auzBfqEW/AkgnkfZn9Fo3UPGWo9qYUzWFMgOmu1Ukf4=")
        #expect(try await Self.prove(headers: empty, body: "").eventID == "msg_1")
    }

    @Test(arguments: [
        "v1,AAAA \(rawSignature)", "\(rawSignature) v1,AAAA", "v1a,xx \(rawSignature)", "v1,??? \(rawSignature)",
    ])
    func `one right signature in the list is enough`(header: String) async throws {
        #expect(try await Self.prove(headers: Self.signedHeaders(signature: header)).eventID == "msg_1")
    }

    @Test(arguments: [
        signedHeaders(id: nil), signedHeaders(id: ""), signedHeaders(id: "msg_2"), signedHeaders(timestamp: nil),
        signedHeaders(timestamp: "soon"), signedHeaders(timestamp: "-1795460400"),
        signedHeaders(timestamp: "+1795460400"), signedHeaders(timestamp: "1795460401"),
        signedHeaders(timestamp: "01795460400"), signedHeaders(timestamp: "99999999999999999999"),
        signedHeaders(signature: nil), signedHeaders(signature: ""), signedHeaders(signature: "v1,"),
        signedHeaders(signature: "v2,NURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6jM4="),
        signedHeaders(signature: "NURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6jM4="),
        // The first and the last byte of the code wrong, and the code cut short.
        signedHeaders(signature: "v1,OURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6jM4="),
        signedHeaders(signature: "v1,NURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6jM8="),
        signedHeaders(signature: "v1,NURbZAAc24osNRFQ2hTYEteEZ5grw3auIL1eKep6"),
        ["authorization": "Bearer correct horse battery staple"],
        signedHeaders(signature: String(repeating: "v1,AAAA ", count: 8) + rawSignature),
    ])
    func `a missing or wrong proof is refused without a word about the secret`(headers: [String: String]) async {
        let refusal = await Self.refusal(headers: headers)
        #expect(refusal?.code == .badProof)
        #expect(refusal.map { !"\($0)".contains("horse") && !"\($0)".contains("NURb") } == true)
    }

    @Test func `a secret that cannot be had is named to the operator only`() async throws {
        let refusal = try #require(await Self.refusal("unset", headers: Self.signedHeaders()))
        #expect(refusal.code == .secretUnavailable)
        #expect(refusal.operatorNote?.contains("NOT_SET") == true)
        #expect(!(refusal.message + (refusal.hint ?? "")).contains("NOT_SET"))
        let malformed = await Self.refusal(
            headers: Self.signedHeaders(), secrets: FixedSecrets(["WEBHOOK_SECRET": "whsec_!!!"]))
        #expect(malformed?.code == .secretUnavailable)
    }

    @Test(arguments: [(-300_000, true), (300_000, true), (-300_001, false), (300_001, false), (0, true)])
    func `a signature counts for five minutes both ways`(offsetMilliseconds: Int, isAdmitted: Bool) async throws {
        let now = LoginFixture.now + .milliseconds(offsetMilliseconds)
        if isAdmitted {
            #expect(try await Self.prove(headers: Self.signedHeaders(), at: now).eventID == "msg_1")
        } else {
            #expect(await Self.refusal(headers: Self.signedHeaders(), at: now)?.code == .outsideWindow)
        }
    }

    @Test func `who can't sign learns nothing about the window`() async {
        let headers = Self.signedHeaders(signature: "v1,AAAA")
        #expect(await Self.refusal(headers: headers, at: LoginFixture.now + .seconds(9999))?.code == .badProof)
    }

    @Test(arguments: ["Bearer t0ken", "bearer t0ken", "BEARER t0ken"])
    func `a bearer token is accepted`(header: String) async throws {
        #expect(try await Self.prove("token", headers: ["Authorization": header]).eventID == nil)
    }

    @Test(arguments: [
        nil, "", "Bearer", "Bearer ", "Bearer t0keN", "Bearer t0ken ", "Bearer t0ke", "Bearer t0ken0", "Basic t0ken",
        "t0ken",
    ])
    func `another bearer token is refused`(header: String?) async {
        let refusal = await Self.refusal("token", headers: header.map { ["authorization": $0] } ?? [:])
        #expect(refusal?.code == .badProof)
        #expect(refusal.map { !"\($0)".contains("t0k") } == true)
    }

    /// Proves to a trigger with these secrets or tokens, by the names of their variables.
    static func prove(
        several field: String, _ variables: [String], headers: [String: String], _ values: [String: String]
    ) async throws -> TriggerProof {
        let spec = Value.object(
            ("type", .string("webhook")), (field, .list(variables.map { .secret(.environment($0)) })))
        let table = try LoginFixture.table([(ResourceKey(.loginTrigger, "changing"), spec)])
        let type = try #require(table.triggers["changing"]).type
        return try await type.prove(
            TriggerRequest(headers: headers, body: Array(LoginFixture.body.utf8)),
            by: ProofMeans(secrets: FixedSecrets(values), keys: .unreachable),
            at: LoginFixture.now)
    }

    @Test(arguments: [
        ("secrets", signedHeaders(), [LoginFixture.signingSecret, "another"]),
        ("secrets", signedHeaders(), ["another", LoginFixture.signingSecret]),
        ("secrets", signedHeaders(), ["whsec_Y29ycmVjdCBob3JzZSBiYXR0ZXJ5IHN0YXBsZQ==", "another"]),
        ("bearers", ["authorization": "Bearer t0ken"], ["t0ken", "other"]),
        ("bearers", ["authorization": "Bearer t0ken"], ["other", "t0ken"]),
    ])
    func `while a secret is changed, the old and the new one prove`(
        field: String, headers: [String: String], values: [String]
    ) async throws {
        let known = Dictionary(uniqueKeysWithValues: zip(["A", "B"], values))
        await #expect(throws: Never.self) {
            _ = try await Self.prove(several: field, ["A", "B"], headers: headers, known)
            // The other one may be gone from the machine already.
            _ = try await Self.prove(several: field, ["A", "B", "GONE"], headers: headers, known)
        }
        let neither = await #expect(throws: TriggerRefusal.self) {
            try await Self.prove(several: field, ["A", "B"], headers: headers, ["A": "other", "B": "another"])
        }
        #expect(neither?.code == .badProof)
        let gone = await #expect(throws: TriggerRefusal.self) {
            try await Self.prove(several: field, ["A", "GONE"], headers: headers, ["A": "other"])
        }
        #expect(gone?.code == .secretUnavailable)
    }

    @Test func `no answer tells which secret was right or wrong`() async {
        var refusals: [TriggerRefusal?] = []
        for values in [["A": "x", "B": "y"], ["A": "y", "B": "x"]] {
            refusals.append(
                await #expect(throws: TriggerRefusal.self) {
                    try await Self.prove(several: "secrets", ["A", "B"], headers: Self.signedHeaders(), values)
                })
        }
        #expect(refusals[0] == refusals[1])
        #expect(refusals[0].map { !"\($0)".contains("A`") && !"\($0)".contains("B`") } == true)
    }

    @Test func `no mutated body is ever accepted`() async throws {
        let original = Array(LoginFixture.body.utf8)
        let type = try #require(try LoginFixture.table().triggers["app-backend"]).type
        var random = SplitMix(seed: 20_261_123)
        let means = ProofMeans(secrets: FixedSecrets(), keys: .unreachable)
        var accepted = 0
        for _ in 0..<10_000 {
            var body = original
            switch random.next() % 3 {
            case 0: body[Int(random.next() % UInt64(body.count))] ^= UInt8(1 << (random.next() % 8))
            case 1: body.remove(at: Int(random.next() % UInt64(body.count)))
            default:
                body.insert(UInt8(truncatingIfNeeded: random.next()), at: Int(random.next() % UInt64(body.count + 1)))
            }
            guard body != original else { continue }
            let request = TriggerRequest(headers: Self.signedHeaders(), body: body)
            if (try? await type.prove(request, by: means, at: LoginFixture.now)) != nil { accepted += 1 }
        }
        #expect(accepted == 0)
    }
}

/// A seeded generator (Steele, Lea, Flood: SplitMix64).
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
