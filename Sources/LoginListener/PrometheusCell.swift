import Metrics
import Synchronization

/// One series of a family.
protocol PrometheusCell: AnyObject, Sendable {
    var samples: [PrometheusText.Sample] { get }
}

/// A number: a counter or a gauge.
final class NumberCell: PrometheusCell, CounterHandler, FloatingPointCounterHandler, RecorderHandler, MeterHandler {
    private let labels: [(String, String)]
    private let number = Mutex(0.0)

    init(_ labels: [(String, String)]) {
        self.labels = labels
    }

    var samples: [PrometheusText.Sample] {
        [PrometheusText.Sample(labels: labels, value: number.withLock { $0 })]
    }

    func increment(by amount: Int64) { increment(by: Double(amount)) }
    func increment(by amount: Double) { number.withLock { $0 += amount } }
    func decrement(by amount: Double) { number.withLock { $0 -= amount } }
    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func reset() { set(0.0) }
}

/// A distribution over fixed buckets, in seconds for timers.
final class HistogramCell: PrometheusCell, RecorderHandler, TimerHandler {
    /// Upper bounds: from a fast local commit to a delivery that waited for its target for an hour.
    static let bounds = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600,
    ]

    private struct Tally {
        var counts = [Int](repeating: 0, count: HistogramCell.bounds.count)
        var count = 0
        var sum = 0.0
    }

    private let labels: [(String, String)]
    private let tally = Mutex(Tally())

    init(_ labels: [(String, String)]) {
        self.labels = labels
    }

    var samples: [PrometheusText.Sample] {
        let tally = tally.withLock { $0 }
        func sample(_ suffix: String, _ more: [(String, String)], _ value: Double) -> PrometheusText.Sample {
            PrometheusText.Sample(suffix: suffix, labels: labels + more, value: value)
        }
        let buckets = zip(Self.bounds, tally.counts).map { bound, count in
            sample("_bucket", [("le", PrometheusText.text(of: bound))], Double(count))
        }
        return buckets + [
            sample("_bucket", [("le", "+Inf")], Double(tally.count)), sample("_sum", [], tally.sum),
            sample("_count", [], Double(tally.count)),
        ]
    }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        tally.withLock { tally in
            for (index, bound) in Self.bounds.enumerated() where value <= bound { tally.counts[index] += 1 }
            tally.count += 1
            tally.sum += value
        }
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }
}
