import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

/// The keys of issuers: when they are asked for, and when they are not.
struct KeyCacheTests {
    let issuer: ScriptedIssuer
    let clock = StandingClock()
    let cache: KeyCache
    let minted: MintedTokens
    let address: WebAddress

    init() async throws {
        minted = try await MintedTokens.made()
        issuer = ScriptedIssuer(minted.text("jwks"))
        cache = .asking(issuer, clock: clock)
        address = try #require(WebAddress("https://idp.example/jwks"))
    }

    /// Whether a token of the case is proven with the cache's keys.
    func proves(_ name: String) async throws -> TriggerRefusal? {
        let trigger = minted.trigger(keys: .object(("url", .string(address.text))))
        let type = try #require(try LoginFixture.table(LoginFixture.standardSpecs + [trigger]).triggers["ssf"]).type
        do throws(TriggerRefusal) {
            _ = try await type.prove(
                TriggerRequest(headers: [:], body: minted.token(name)),
                by: ProofMeans(secrets: FixedSecrets(), keys: cache), at: LoginFixture.now)
            return nil
        } catch {
            return error
        }
    }

    @Test func `keys are asked for once while they are fresh`() async throws {
        for _ in 0..<20 { #expect(try await proves("good") == nil) }
        #expect(await issuer.requests == 1)
    }

    @Test func `many at once wait for one request`() async throws {
        let started = Arrivals()
        await issuer.holdUntil { started.count == 50 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    started.add()
                    _ = try await cache.keys(at: address, holding: "key-ES256")
                }
            }
            try await group.waitForAll()
        }
        #expect(await issuer.requests == 1)
    }

    @Test func `a key that was rotated in is found at once`() async throws {
        #expect(try await proves("good") == nil)
        await issuer.publish(minted.text("rotated"))
        #expect(try await proves("unknown kid") == nil)
        #expect(await issuer.requests == 2)
        #expect(try await proves("good")?.code == .unacceptableKey, "the old key is gone")
    }

    @Test func `an id that the issuer does not have is refused, and not looked for again at once`() async throws {
        for _ in 0..<10 { #expect(try await proves("unknown kid")?.code == .unacceptableKey) }
        #expect(await issuer.requests == 1)
        clock.advance(by: .seconds(11))
        #expect(try await proves("unknown kid")?.code == .unacceptableKey)
        #expect(await issuer.requests == 2)
    }

    @Test func `made-up ids make few requests, and refuse nobody for good`() async throws {
        _ = try await cache.keys(at: address, holding: nil)
        var refused = 0
        for number in 0..<1000 {
            do throws(KeyFailure) {
                _ = try await cache.keys(at: address, holding: "made-up-\(number)")
            } catch {
                refused += 1
            }
        }
        #expect(await issuer.requests == 6, "one for the keys, five for unknown ids")
        #expect(refused == 995)
        #expect(try await proves("good") == nil, "known keys serve meanwhile")
        #expect(try await proves("unknown kid")?.code == .keysUnavailable, "to be sent again")
        await issuer.publish(minted.text("rotated"))
        clock.advance(by: .seconds(20))
        #expect(try await proves("unknown kid") == nil)
        #expect(await issuer.requests == 7)
    }

    @Test func `old keys are asked for anew, and serve an hour longer while the issuer is away`() async throws {
        #expect(try await proves("good") == nil)
        clock.advance(by: .seconds(601))
        #expect(try await proves("good") == nil)
        #expect(await issuer.requests == 2)
        await issuer.fail()
        clock.advance(by: .seconds(601))
        #expect(try await proves("good") == nil, "old keys serve")
        #expect(await issuer.requests == 3)
        clock.advance(by: .seconds(3601))
        #expect(try await proves("good")?.code == .keysUnavailable)
    }

    @Test func `a failure is remembered for a rest that doubles`() async throws {
        await issuer.fail()
        for _ in 0..<50 { #expect(try await proves("good")?.code == .keysUnavailable) }
        #expect(await issuer.requests == 1)
        // With the random number 0 the rests are 0.5, 1, 2, 4, 8, 16, 30 and 30 seconds.
        for (milliseconds, requests) in [(499, 1), (1, 2), (999, 2), (1, 3), (1999, 3), (1, 4), (30_000, 5)] {
            clock.advance(by: .milliseconds(milliseconds))
            _ = try await proves("good")
            #expect(await issuer.requests == requests)
        }
        await issuer.publish(minted.text("jwks"))
        clock.advance(by: .seconds(60))
        #expect(try await proves("good") == nil)
    }

    @Test func `who was cancelled leaves no failure behind`() async throws {
        await issuer.fail(KeyFailure(reason: "cancelled", isStopped: true))
        #expect(try await proves("good")?.code == .keysUnavailable)
        await issuer.publish(minted.text("jwks"))
        #expect(try await proves("good") == nil)
    }

    @Test(arguments: [(30, 59, 1), (30, 60, 2), (7200, 7199, 1), (7200, 7200, 2), (999_999, 86_400, 2)])
    func `keys count as long as the answer says, from a minute to a day`(
        lifetime: Int, later: Int, requests: Int
    ) async throws {
        await issuer.publish(minted.text("jwks"), lifetime: .seconds(lifetime))
        _ = try await cache.keys(at: address, holding: nil)
        clock.advance(by: .seconds(later))
        _ = try await cache.keys(at: address, holding: nil)
        #expect(await issuer.requests == requests)
    }

    @Test(arguments: ["", "hello", "{}", "[]", #"{"keys": 7}"#, #"{"keys": []}"#, #"{"keys": [{}, 7, null]}"#])
    func `an answer without usable keys is a failure that names the address`(body: String) async throws {
        await issuer.publish(body)
        let failure = await #expect(throws: KeyFailure.self) { try await cache.keys(at: address, holding: nil) }
        #expect(failure?.reason.contains(address.text) == true)
    }

    @Test func `keys that can't verify are skipped, one that can serves`() async throws {
        await issuer.publish(minted.text("odd"))
        #expect(try await proves("good") == nil)
        #expect(try await proves("signed RS256")?.code == .unacceptableKey)
        await issuer.publish(minted.text("unusable"))
        clock.advance(by: .seconds(600 + 3601))
        #expect(try await proves("good")?.code == .keysUnavailable)
    }

    @Test func `the operator is told what the sender is not`() async throws {
        await issuer.fail(KeyFailure(reason: "no keys from https://idp.example/jwks: it answered 500"))
        let refusal = try #require(try await proves("good"))
        #expect(refusal.operatorNote?.contains("it answered 500") == true)
        #expect(!(refusal.message + (refusal.hint ?? "")).contains("idp.example"))
    }
}

/// How many tasks have come so far.
private final class Arrivals: Sendable {
    private let number = Mutex(0)

    var count: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}
