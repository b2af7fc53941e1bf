import LoginListener
import Model
import Provisioning

/// Counts the attempts that are under way.
struct CountedPerformer: DeliveryPerforming {
    let performer: any DeliveryPerforming
    let metrics: ListenerMetrics

    func perform(_ delivery: Delivery, through connector: OutboundConnector) async -> AttemptEnd {
        let end = metrics.attemptBegan(at: delivery.connector)
        defer { end() }
        return await performer.perform(delivery, through: connector)
    }
}
