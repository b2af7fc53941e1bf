import Model
import Provisioning

extension DeliveryTable {
    /// How a delivery ends, with its reason.
    struct Ending {
        let status: DeliveryStatus
        let reason: String
        let code: DiagnosticCode?
        var trace: [TracedExchange] = []
    }

    func standing(of id: DeliveryID) throws -> Standing? {
        guard
            let row = try session.query(
                """
                SELECT position, connector, subject, status, attempt, doubtful, as_of, login
                FROM delivery WHERE id = $1
                """,
                [.text(id.text)]
            ).first
        else { return nil }
        return Standing(
            position: try row.int(0), connector: try row.text(1), subject: try row.subject(2),
            status: try row.deliveryStatus(3), attempt: try row.int(4), isDoubtful: try row.int(5) == 1,
            asOf: try row.timestamp(6), login: try row.int(7))
    }

    /// Ends the delivery and makes the person's next one claimable.
    func finish(_ position: Int, as ending: Ending, at now: Timestamp) throws {
        let ended = try session.query(
            """
            UPDATE delivery SET
                status = $2, is_next = 0, reason = $3, code = $4, changed_at = $5, trace = COALESCE($6, trace)
            WHERE position = $1 RETURNING connector, subject
            """,
            [
                .int(position), .text(ending.status.rawValue), .text(ending.reason), .text(ending.code?.id),
                .int(now.milliseconds), .text(ending.trace.stored),
            ])
        guard let row = ended.first else { return }
        try promote(connector: try row.text(0), subject: try row.subject(1))
    }

    /// Makes the person's earliest open delivery claimable, unless one is already.
    func promote(connector: String, subject: Subject) throws {
        try session.run(
            """
            UPDATE delivery SET is_next = 1
            WHERE position = (
                SELECT MIN(position) FROM delivery
                WHERE connector = $1 AND subject = $2 AND status IN \(Self.open))
            AND NOT EXISTS (SELECT 1 FROM delivery WHERE connector = $1 AND subject = $2 AND is_next = 1)
            """, [.text(connector), .text(subject.text)])
    }

    /// Where and why a delivery waits again.
    struct Waiting {
        let status: DeliveryStatus
        let attempt: Int
        let due: Timestamp
        let reason: String
        let code: DiagnosticCode?
        var trace: [TracedExchange] = []
    }

    /// Puts a delivery back into the queue; it keeps its place before the person's later ones, unless nothing is in
    /// doubt and the youngest of them takes the place of all.
    func requeue(_ standing: Standing, as waiting: Waiting, at now: Timestamp) throws {
        try session.run(
            """
            UPDATE delivery SET
                status = $2, attempt = $3, doubtful = $4, due_at = $5, reason = $6, code = $7, changed_at = $8,
                trace = COALESCE($9, trace)
            WHERE position = $1
            """,
            [
                .int(standing.position), .text(waiting.status.rawValue), .int(waiting.attempt),
                .int(waiting.status == .ambiguous || standing.isDoubtful ? 1 : 0), .int(waiting.due.milliseconds),
                .text(waiting.reason), .text(waiting.code?.id), .int(now.milliseconds), .text(waiting.trace.stored),
            ])
        guard waiting.status != .ambiguous else { return }
        if let younger = try youngestWaiting(besides: standing) {
            try supersede(standing, by: younger, at: now)
        } else {
            try supersedeOlder(
                connector: standing.connector, subject: standing.subject, than: standing.asOf, by: standing.login,
                at: now)
        }
    }

    /// The login of the person's youngest other waiting delivery, when it is no older than this one.
    private func youngestWaiting(besides standing: Standing) throws -> Int? {
        try session.query(
            """
            SELECT login FROM delivery
            WHERE connector = $1 AND subject = $2 AND status IN \(Self.open) AND status IN ('queued', 'held')
                AND position <> $3 AND as_of >= $4
            ORDER BY as_of DESC, position DESC LIMIT 1
            """,
            [
                .text(standing.connector), .text(standing.subject.text), .int(standing.position),
                .int(standing.asOf.milliseconds),
            ]
        ).first?.int(0)
    }

    /// Ends a delivery that came back unsent while a younger login of the person waited.
    private func supersede(_ standing: Standing, by login: Int, at now: Timestamp) throws {
        try session.run(
            "UPDATE delivery SET status = 'superseded', is_next = 0, superseded_by = $2 WHERE position = $1",
            [.int(standing.position), .int(login)])
        try finish(
            standing.position,
            as: Ending(status: .superseded, reason: "a later login took its place", code: nil), at: now)
    }
}

extension [TracedExchange] {
    /// As the column `trace` holds it; `nil` for an attempt that sent nothing, so that the last one that did stays.
    var stored: String? {
        guard !isEmpty else { return nil }
        return CanonicalJSON.encode(
            .list(
                map { exchange in
                    let end: (String, Value) =
                        switch exchange.end {
                        case .status(let status): ("status", .int(status))
                        case .failure(let reason): ("error", .string(reason))
                        }
                    return .object(
                        ("method", .string(exchange.method)), ("url", .string(exchange.url)), end,
                        ("milliseconds", .int(exchange.took.inMilliseconds)))
                }))
    }
}
