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
}
