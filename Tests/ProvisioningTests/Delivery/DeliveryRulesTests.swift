import Model
import Provisioning
import TestSupport
import Testing

struct DeliveryRulesTests {
    @Test(arguments: [(1, 1), (2, 2), (3, 4), (10, 512), (11, 900), (60, 900), (100, 900)])
    func `pauses double and end at a quarter of an hour`(attempt: Int, seconds: Int) {
        #expect(Backoff().ceiling(after: attempt) == .seconds(seconds))
    }

    @Test func `the jitter covers everything from none to the ceiling`() {
        var random = SplitMix(seed: 7)
        let pauses = (0..<2000).map { _ in Backoff().pause(after: 3, random: &random).inMilliseconds }
        #expect(pauses.allSatisfy { (0...4000).contains($0) })
        #expect((pauses.min() ?? .max) < 100)
        #expect((pauses.max() ?? 0) > 3900)
        #expect((1900...2100).contains(pauses.reduce(0, +) / pauses.count))
    }

    @Test func `a budget gives a second's worth at once and then one share at a time`() {
        let start = LoginFixture.now
        var budget = RateBudget(perSecond: 4, at: start)
        #expect(budget.available(at: start) == 4)
        budget.spend(4)
        #expect(budget.wait(at: start) == .milliseconds(250))
        #expect(budget.available(at: start + .milliseconds(249)) == 0)
        #expect(budget.available(at: start + .milliseconds(250)) == 1)
        #expect(budget.available(at: start + .seconds(3600)) == 4)
    }

    @Test func `a clock set back earns and loses nothing`() {
        var budget = RateBudget(perSecond: 10, at: LoginFixture.now)
        budget.spend(10)
        #expect(budget.available(at: Timestamp(seconds: 5)) == 0)
        #expect(budget.available(at: Timestamp(seconds: 5) + .milliseconds(100)) == 1)
    }
}
