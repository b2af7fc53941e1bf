package import Metrics
import Synchronization

/// Keeps metrics in memory and shows them as Prometheus text.
///
/// Timers become histograms in seconds; recorders become histograms or, without aggregation, gauges.
package final class PrometheusMetrics: MetricsFactory {
    private struct Series {
        let kind: MetricFamily.Kind
        var cells: [String: any PrometheusCell] = [:]
    }

    private let families = Mutex<[String: Series]>([:])
    private let help: [String: String]

    /// - Parameter known: The families whose help is shown.
    package init(_ known: [MetricFamily] = MetricFamily.all) {
        help = Dictionary(known.map { ($0.name, $0.help) }) { first, _ in first }
    }

    /// Everything kept, by name.
    package var text: String {
        let families = families.withLock { $0 }
        return families.sorted { $0.key < $1.key }.map { name, series in
            PrometheusText.family(
                name, series.kind, help: help[name] ?? "",
                series.cells.sorted { $0.key < $1.key }.flatMap { $0.value.samples })
        }.joined()
    }

    private func cell<Cell: PrometheusCell>(
        _ label: String, _ kind: MetricFamily.Kind, _ labels: [(String, String)], _ make: () -> Cell
    ) -> Cell {
        families.withLock { families in
            let name = PrometheusText.safe(label)
            let key = PrometheusText.text(of: labels)
            if let known = families[name, default: Series(kind: kind)].cells[key] as? Cell { return known }
            let new = make()
            families[name, default: Series(kind: kind)].cells[key] = new
            return new
        }
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        cell(label, .counter, dimensions) { NumberCell(dimensions) }
    }

    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        cell(label, .counter, dimensions) { NumberCell(dimensions) }
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        cell(label, .gauge, dimensions) { NumberCell(dimensions) }
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { return cell(label, .histogram, dimensions) { HistogramCell(dimensions) } }
        return cell(label, .gauge, dimensions) { NumberCell(dimensions) }
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        cell(label, .histogram, dimensions) { HistogramCell(dimensions) }
    }

    // A metric is kept as long as the process runs, so that a counter never goes back.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
