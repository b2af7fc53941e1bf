import Model
import SQLStore

/// A delivery as the store has it in the end, with its login.
struct DeliveryRow: Sendable {
    let id: String
    let login: Int
    /// Login order as the store sees it.
    let position: Int
    let connector: String
    let subject: String
    let status: String
    let attempt: Int
    let reason: String?
    let code: String?
    /// The number of the login that took its place.
    let supersededBy: Int?
    /// When the person signed in, or when the login was received.
    let asOf: Int
}

struct LinkRow: Sendable {
    let connector: String
    let subject: String
    let state: String
    /// `nil` once the account is deleted.
    let remote: String?
}

/// What the store holds, read past the engine.
enum StoreReading {
    struct Rows: Sendable {
        let deliveries: [DeliveryRow]
        let links: [LinkRow]
        /// Event ids of the stored logins.
        let logins: [Int]
    }

    static func rows(_ store: MemoryTransactions) throws(StoreError) -> Rows {
        try store.run { session in
            let deliveries = try session.query(
                """
                SELECT delivery.id, login.event_id, login.position, delivery.connector, delivery.subject,
                    delivery.status, delivery.attempt, delivery.reason, delivery.code, later.event_id,
                    MIN(COALESCE(login.occurred_at, login.received_at), login.received_at)
                FROM delivery JOIN login ON login.position = delivery.login
                LEFT JOIN login AS later ON later.position = delivery.superseded_by
                ORDER BY delivery.position
                """, []
            ).map { row in
                DeliveryRow(
                    id: try row.text(0), login: number(try row.text(1)), position: try row.int(2),
                    connector: try row.text(3), subject: try row.text(4), status: try row.text(5),
                    attempt: try row.int(6), reason: try row.optionalText(7), code: try row.optionalText(8),
                    supersededBy: try row.optionalText(9).map(number), asOf: try row.int(10))
            }
            let links = try session.query(
                "SELECT connector, subject, state, remote_id FROM account_link ORDER BY connector, subject", []
            ).map { row in
                LinkRow(
                    connector: try row.text(0), subject: try row.text(1), state: try row.text(2),
                    remote: try row.optionalText(3))
            }
            let logins = try session.query("SELECT event_id FROM login ORDER BY position", []).map { row in
                number(try row.text(0))
            }
            return Rows(deliveries: deliveries, links: links, logins: logins)
        }
    }

    static func isSettled(_ store: MemoryTransactions) -> Bool {
        let open = try? store.run { session in
            try session.query(
                """
                SELECT COUNT(*) FROM delivery
                WHERE status IN ('queued', 'sent', 'ambiguous')
                """, []
            ).first?.int(0)
        }
        return open == 0
    }

    /// Leaves the tables as a new store has them.
    static func empty(_ store: MemoryTransactions) throws(StoreError) {
        try store.run { session in
            for table in ["removal", "delivery", "account_link", "connector_health", "login"] {
                _ = try session.query("DELETE FROM \(table)", [])
            }
        }
    }

    private static func number(_ eventID: String) -> Int { Int(eventID.dropFirst()) ?? 0 }
}
