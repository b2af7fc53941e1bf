import Reconciling
import Testing

struct WatchPaceTests {
    @Test func `a watch looks at its interval, scattered by a tenth, and ever later while looking fails`() {
        let pace = WatchPace(interval: .seconds(60))
        #expect(pace.pause(afterFailures: 0, scatter: 0) == .seconds(54))
        #expect(pace.pause(afterFailures: 0, scatter: 1) == .seconds(66))
        let pauses = (0..<20).map { pace.pause(afterFailures: $0, scatter: 0.5) }
        #expect(Array(pauses.prefix(5)) == [.seconds(60), .seconds(120), .seconds(240), .seconds(480), .seconds(600)])
        #expect(pauses.suffix(15).allSatisfy { $0 == .seconds(600) })
    }
}
