import Model
import Provisioning

/// The accepted logins.
struct LoginTable {
    let session: any SQLSession

    /// Stores a login under `id`.
    ///
    /// - Parameter attributes: The login's, as canonical JSON.
    /// - Returns: Its position in login order; `nil` when the trigger sent this event id before.
    func insert(_ login: Login, attributes: String, as id: LoginID) throws -> Int? {
        try session.query(
            """
            INSERT INTO login
                (id, trigger_name, event_id, occurred_at, received_at, application, connection, subject, attributes)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (trigger_name, event_id) DO NOTHING
            RETURNING position
            """,
            [
                .text(id.text), .text(login.trigger), .text(login.eventID),
                login.occurredAt.map { .int($0.milliseconds) } ?? .null, .int(login.receivedAt.milliseconds),
                .text(login.application), .text(login.connection), .text(login.subject.text),
                .text(attributes),
            ]
        ).first?.int(0)
    }

    func find(trigger: String, eventID: String) throws -> (id: LoginID, position: Int)? {
        try found(
            session.query(
                "SELECT id, position FROM login WHERE trigger_name = $1 AND event_id = $2",
                [.text(trigger), .text(eventID)]))
    }

    func find(_ id: LoginID, trigger: String) throws -> (id: LoginID, position: Int)? {
        try found(
            session.query(
                "SELECT id, position FROM login WHERE id = $1 AND trigger_name = $2", [.text(id.text), .text(trigger)]))
    }

    private func found(_ rows: [SQLRow]) throws -> (id: LoginID, position: Int)? {
        guard let row = rows.first else { return nil }
        return (LoginID(try row.text(0)), try row.int(1))
    }
}
