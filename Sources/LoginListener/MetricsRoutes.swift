import Hummingbird
import Model
import Provisioning

/// `/metrics` in the Prometheus text format, version 0.0.4.
struct MetricsRoutes: Sendable {
    let ports: ListenerPorts
    let metrics: PrometheusMetrics

    func add(to router: Router<BasicRequestContext>) {
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await text())))
        }
    }

    /// What the process counted, and what the store says now, since other processes change that too.
    private func text() async -> String {
        guard let connectors = try? await ports.routing.current().connectors.keys,
            let counts = try? await ports.queue.counts()
        else { return metrics.text + PrometheusText.family(.storeUp, [([], 0)]) }
        return metrics.text + PrometheusText.family(.storeUp, [([], 1)])
            + QueueFamilies(counts: counts, connectors: Array(connectors), now: ports.wallClock.now).text
    }
}

/// The families about the queue. A connector that is declared is shown even with nothing to do.
private struct QueueFamilies {
    let text: String

    init(counts: [DeliveryCount], connectors: [String], now: Timestamp) {
        var standing: [String: [DeliveryStatus: DeliveryCount]] = [:]
        for connector in connectors { standing[connector] = [:] }
        for count in counts { standing[count.connector, default: [:]][count.status] = count }
        var depth: [([String], Double)] = []
        var oldest: [([String], Double)] = []
        var dead: [([String], Double)] = []
        for (connector, counts) in standing {
            for status in DeliveryStatus.allCases where !status.isFinal {
                depth.append(([connector, status.rawValue], Double(counts[status]?.count ?? 0)))
            }
            let first = counts.values.filter { !$0.status.isFinal }.map(\.oldest).min()
            oldest.append(([connector], first.map { max(0, (now - $0) / .seconds(1)) } ?? 0))
            dead.append(([connector], Double(counts[.dead]?.count ?? 0)))
        }
        text =
            PrometheusText.family(.depth, depth) + PrometheusText.family(.oldest, oldest)
            + PrometheusText.family(.deadLetters, dead)
    }
}
