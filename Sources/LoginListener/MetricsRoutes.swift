import Hummingbird
import Model
import Provisioning

/// `/metrics` in the Prometheus text format, version 0.0.4.
struct MetricsRoutes: Sendable {
    let ports: ListenerPorts
    let metrics: PrometheusMetrics

    func add(to router: Router<ListenerContext>) {
        router.get("metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: await text())))
        }
    }

    /// What the process counted, and what the store says now, since other processes change that too.
    private func text() async -> String {
        guard let connectors = try? await ports.routing.current().connectors.keys,
            let standing = try? await ports.queue.standing()
        else { return metrics.text + PrometheusText.family(.storeUp, [([], 0)]) }
        return metrics.text + PrometheusText.family(.storeUp, [([], 1)])
            + QueueFamilies(standing, connectors: Array(connectors), now: ports.wallClock.now).text
    }
}

/// The families about the queue. A connector that is declared is shown even with nothing to do.
private struct QueueFamilies {
    let text: String

    init(_ standing: QueueSnapshot.Standing, connectors: [String], now: Timestamp) {
        var known: [String: [DeliveryStatus: DeliveryCount]] = [:]
        for connector in connectors + standing.health.keys { known[connector] = [:] }
        for count in standing.counts { known[count.connector, default: [:]][count.status] = count }
        var depth: [([String], Double)] = []
        var oldest: [([String], Double)] = []
        var dead: [([String], Double)] = []
        var breakers: [([String], Double)] = []
        for (connector, counts) in known {
            for status in DeliveryStatus.allCases where !status.isFinal {
                depth.append(([connector, status.rawValue], Double(counts[status]?.count ?? 0)))
            }
            let first = QueueSnapshot.Standing.oldest(of: counts.values)
            oldest.append(([connector], first.map { max(0, (now - $0) / .seconds(1)) } ?? 0))
            dead.append(([connector], Double(counts[.dead]?.count ?? 0)))
            let present = ConnectorHealth.State.word(for: standing.health[connector])
            for state in ConnectorHealth.State.words {
                breakers.append(([connector, state], state == present ? 1 : 0))
            }
        }
        text =
            PrometheusText.family(.depth, depth) + PrometheusText.family(.oldest, oldest)
            + PrometheusText.family(.deadLetters, dead) + PrometheusText.family(.breaker, breakers)
    }
}

extension ConnectorHealth.State {
    /// Every state of a breaker, as labels name it.
    static let words = ["closed", open.rawValue, halfOpen.rawValue]

    static func word(for health: ConnectorHealth?) -> String { health?.state.rawValue ?? "closed" }
}
