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

    /// The queue's counts are read at each scrape, since other processes change them too.
    private func text() async -> String {
        let counts = try? await ports.deliveries.counts()
        let deliveries = (counts ?? []).map { count in
            PrometheusText.Sample(
                labels: [("connector", count.connector), ("status", count.status.rawValue)],
                value: Double(count.count))
        }
        return metrics.text
            + PrometheusText.family(
                "reconcile_store_up", .gauge, [PrometheusText.Sample(labels: [], value: counts == nil ? 0 : 1)])
            + PrometheusText.family("reconcile_deliveries", .gauge, deliveries)
    }
}
