import Model
import Provisioning

extension DeliveryTable {
    /// How a delivery ends, with its reason.
    struct Ending {
        let status: DeliveryStatus
        let reason: String
        let code: DiagnosticCode?
    }

    func standing(of id: DeliveryID) throws -> Standing? {
        guard
            let row = try session.query(
                "SELECT position, connector, subject, status, attempt, doubtful FROM delivery WHERE id = $1",
                [.text(id.text)]
            ).first
        else { return nil }
        return Standing(
            position: try row.int(0), connector: try row.text(1), subject: try row.subject(2),
            status: try row.deliveryStatus(3), attempt: try row.int(4), isDoubtful: try row.int(5) == 1)
    }

    /// Ends the delivery and makes the person's next one claimable.
    func finish(_ position: Int, as ending: Ending, at now: Timestamp) throws {
        let ended = try session.query(
            """
            UPDATE delivery SET status = $2, is_next = 0, reason = $3, code = $4, changed_at = $5
            WHERE position = $1 RETURNING connector, subject
            """,
            [
                .int(position), .text(ending.status.rawValue), .text(ending.reason), .text(ending.code?.id),
                .int(now.milliseconds),
            ])
        guard let row = ended.first else { return }
        try session.run(
            """
            UPDATE delivery SET is_next = 1
            WHERE position = (
                SELECT MIN(position) FROM delivery
                WHERE connector = $1 AND subject = $2 AND status IN ('queued', 'sending'))
            """, [.text(try row.text(0)), .text(try row.text(1))])
    }

    /// Puts a delivery back into the queue; it keeps its place before the person's later ones.
    func requeue(
        _ standing: Standing, attempt: Int, isDoubtful: Bool, due: Timestamp, reason: String, code: DiagnosticCode?,
        at now: Timestamp
    ) throws {
        try session.run(
            """
            UPDATE delivery SET
                status = 'queued', attempt = $2, doubtful = $3, due_at = $4, reason = $5, code = $6, changed_at = $7
            WHERE position = $1
            """,
            [
                .int(standing.position), .int(attempt), .int(isDoubtful ? 1 : 0), .int(due.milliseconds),
                .text(reason), .text(code?.id), .int(now.milliseconds),
            ])
        guard !isDoubtful, let later = try laterLogin(than: standing) else { return }
        try supersede(standing, by: later, at: now)
    }

    /// The login of the person's next open delivery after this one.
    private func laterLogin(than standing: Standing) throws -> Int? {
        try session.query(
            """
            SELECT login FROM delivery
            WHERE connector = $1 AND subject = $2 AND status IN ('queued', 'sending') AND position > $3
            ORDER BY position LIMIT 1
            """, [.text(standing.connector), .text(standing.subject.text), .int(standing.position)]
        ).first?.int(0)
    }

    /// Ends a delivery that came back unsent while a later login of the person waited.
    private func supersede(_ standing: Standing, by login: Int, at now: Timestamp) throws {
        try session.run(
            "UPDATE delivery SET status = 'superseded', is_next = 0, superseded_by = $2 WHERE position = $1",
            [.int(standing.position), .int(login)])
        try finish(
            standing.position,
            as: Ending(status: .superseded, reason: "a later login took its place", code: nil), at: now)
    }
}
