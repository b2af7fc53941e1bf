import Model
import Provisioning

/// Deliveries that their login's sender performs itself.
extension DeliveryTable {
    /// The person's open deliveries to the connector.
    func open(of subject: Subject, connector: String) throws -> [OpenDelivery] {
        try session.query(
            """
            SELECT id, status FROM delivery
            WHERE connector = $1 AND subject = $2 AND status IN \(Self.open) ORDER BY position
            """, [.text(connector), .text(subject.text)]
        ).map { row in
            OpenDelivery(
                id: DeliveryID(try row.text(0)), connector: connector, status: try row.deliveryStatus(1))
        }
    }

    /// Claims one delivery that was just queued.
    func claim(_ id: DeliveryID, until leaseEnd: Timestamp, at now: Timestamp) throws -> Delivery {
        let claimed = try session.query(
            """
            UPDATE delivery SET status = 'sent', attempt = attempt + 1, due_at = $2, changed_at = $3
            WHERE id = $1 AND status = 'queued' AND is_next = 1 RETURNING position
            """, [.text(id.text), .int(leaseEnd.milliseconds), .int(now.milliseconds)])
        guard let position = try claimed.first?.int(0) else {
            throw StoreError.corrupt("a delivery was queued and can't be claimed")
        }
        return try self.claimed(position)
    }
}
