import Model
import Provisioning
import TestSupport
import Testing

struct BreakerTests {
    static let now = LoginFixture.now

    /// A breaker with what happened to it.
    struct Case {
        var breaker = Breaker()
        var random = SplitMix(seed: 11)
        var person = 0

        /// Each call is another person's unless told otherwise.
        @discardableResult
        mutating func note(
            _ sign: TargetSign, of subject: String? = nil, at now: Timestamp = BreakerTests.now,
            retryAt: Timestamp? = nil
        ) throws -> Bool {
            person += 1
            let subject = try #require(Subject(subject ?? "p\(person)"))
            return breaker.noted(
                sign, of: subject, reason: "connection refused", code: .remoteUnreachable, retryAt: retryAt, at: now,
                random: &random)
        }
    }

    @Test func `eight failures in a row open it, seven do not`() throws {
        var target = Case()
        for _ in 1...7 { #expect(try !target.note(.failing)) }
        #expect(target.breaker.room(at: Self.now) == .free)
        #expect(try target.note(.failing))
        #expect(target.breaker.room(at: Self.now) == .none)
        let health = try #require(target.breaker.health)
        #expect(health.state == .open && health.openings == 1 && health.since == Self.now)
        #expect(health.reason == "connection refused" && health.code == .remoteUnreachable)
        #expect((2500...5000).contains((health.probeAt - Self.now).inMilliseconds))
    }

    @Test func `refused credentials open it at once`() throws {
        var target = Case()
        try target.note(.healthy)
        #expect(try target.note(.refusing))
        #expect(target.breaker.room(at: Self.now) == .none)
    }

    @Test func `one person whom the target can't digest does not open it`() throws {
        var target = Case()
        for _ in 1...1000 { #expect(try !target.note(.failing, of: "bad")) }
        #expect(target.breaker.room(at: Self.now) == .free)
    }

    @Test(arguments: [0.5, 0.6, 0.8]) func `a target that fails half of the time is cut off soon`(
        _ share: Double
    ) throws {
        var lengths: [Int] = []
        var draw = SplitMix(seed: 3)
        for _ in 1...500 {
            var target = Case()
            var calls = 0
            repeat {
                calls += 1
            } while try !target.note(
                Double.random(in: 0..<1, using: &draw) < share ? .failing : .healthy)
            lengths.append(calls)
        }
        let mean = Double(lengths.reduce(0, +)) / Double(lengths.count)
        #expect(mean < 40, "a share of \(share) took \(mean) calls")
    }

    @Test func `a target of which a tenth of the calls fail is cut off less than once in 98,000 calls`() throws {
        var draw = SplitMix(seed: 5)
        var target = Case()
        var openings = 0
        let calls = 400_000
        for _ in 1...calls where try target.note(Double.random(in: 0..<1, using: &draw) < 0.1 ? .failing : .healthy) {
            openings += 1
            target.breaker.follow(nil)
        }
        print("false openings: \(openings) in \(calls) calls of which a tenth failed")
        #expect(openings <= 4)
    }

    @Test func `one probe goes when its time comes, and a sound answer closes it`() throws {
        var target = Case()
        for _ in 1...8 { try target.note(.failing) }
        let probeAt = try #require(target.breaker.health?.probeAt)
        #expect(target.breaker.room(at: probeAt) == .one)
        target.breaker.probeStarted()
        #expect(target.breaker.room(at: probeAt) == .none)
        #expect(target.breaker.health?.state == .halfOpen)
        #expect(try target.note(.healthy, at: probeAt))
        #expect(target.breaker.health == nil)
        #expect(target.breaker.room(at: probeAt) == .free)
        for _ in 1...7 { #expect(try !target.note(.failing)) }
    }

    @Test func `a probe that fails opens it for longer, and for no more than five minutes`() throws {
        var target = Case()
        for _ in 1...8 { try target.note(.failing) }
        for opening in 2...12 {
            let probeAt = try #require(target.breaker.health?.probeAt)
            target.breaker.probeStarted()
            try target.note(opening % 2 == 0 ? .failing : .refusing, at: probeAt)
            let health = try #require(target.breaker.health)
            #expect(health.openings == opening && health.since == Self.now)
            let ceiling = min(5000 << (opening - 1), 300_000)
            #expect((ceiling / 2...ceiling).contains((health.probeAt - probeAt).inMilliseconds))
        }
    }

    @Test func `a probe that told nothing is followed by another`() throws {
        var target = Case()
        for _ in 1...8 { try target.note(.failing) }
        let probeAt = try #require(target.breaker.health?.probeAt)
        target.breaker.probeStarted()
        #expect(try target.note(.none, at: probeAt))
        #expect(target.breaker.room(at: probeAt) == .one)
    }

    @Test func `the target's own time for the next try is kept`() throws {
        var target = Case()
        let retryAt = Self.now + .seconds(600)
        for _ in 1...8 { try target.note(.failing, retryAt: retryAt) }
        #expect(target.breaker.health?.probeAt == retryAt)
    }

    @Test func `what other processes and operators did is followed`() throws {
        var target = Case()
        for _ in 1...8 { try target.note(.failing) }
        let health = try #require(target.breaker.health)
        target.breaker.follow(nil)
        #expect(target.breaker.room(at: Self.now) == .free)
        var other = Breaker()
        other.follow(health)
        #expect(other.room(at: Self.now) == .none)
        #expect(other.room(at: health.probeAt) == .one)
    }
}
