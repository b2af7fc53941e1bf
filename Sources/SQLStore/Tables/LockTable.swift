import Model
import Reconciling

/// The state's lock: one row while somebody holds it.
struct LockTable {
    let session: any SQLSession

    func acquire(_ holder: LockHolder) throws -> LockAttempt {
        let taken = try session.query(
            """
            INSERT INTO state_lock
                (singleton, token, held_by, host, process, purpose, acquired_at, renewed_at, expires_at)
            VALUES (1, $1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (singleton) DO UPDATE SET
                token = excluded.token, held_by = excluded.held_by, host = excluded.host,
                process = excluded.process, purpose = excluded.purpose, acquired_at = excluded.acquired_at,
                renewed_at = excluded.renewed_at, expires_at = excluded.expires_at
            WHERE state_lock.expires_at <= excluded.renewed_at
            RETURNING token
            """,
            [
                .text(holder.token.text), .text(holder.by), .text(holder.host), .int(holder.process),
                .text(holder.purpose), .int(holder.acquiredAt.milliseconds), .int(holder.renewedAt.milliseconds),
                .int(holder.expiresAt.milliseconds),
            ])
        guard taken.isEmpty, let other = try self.holder() else { return .acquired }
        return .held(other)
    }

    func renew(_ token: LockToken, at now: Timestamp, until end: Timestamp) throws -> LockRenewal {
        let renewed = try session.query(
            "UPDATE state_lock SET renewed_at = $2, expires_at = $3 WHERE token = $1 RETURNING token",
            [.text(token.text), .int(now.milliseconds), .int(end.milliseconds)])
        return renewed.isEmpty ? .lost : .renewed
    }

    func release(_ token: LockToken) throws {
        try session.run("DELETE FROM state_lock WHERE token = $1", [.text(token.text)])
    }

    private static let columns = "token, held_by, host, process, purpose, acquired_at, renewed_at, expires_at"

    func holder() throws -> LockHolder? {
        try session.query("SELECT \(Self.columns) FROM state_lock").first?.lockHolder()
    }

    func delete(acquiredBefore moment: Timestamp) throws -> LockHolder? {
        try session.query(
            "DELETE FROM state_lock WHERE acquired_at <= $1 RETURNING \(Self.columns)", [.int(moment.milliseconds)]
        ).first?.lockHolder()
    }

    /// Demands that nobody but the bearer of the token holds the lock.
    ///
    /// A lease that is over but that nobody took still counts for its holder.
    /// - Throws: `.locked`.
    func demand(_ token: LockToken?, at now: Timestamp) throws {
        guard let holder = try holder() else {
            guard token == nil else { throw StoreError.locked(by: "somebody who broke ours") }
            return
        }
        guard holder.token != token, token != nil || holder.expiresAt > now else { return }
        throw StoreError.locked(by: holder.description)
    }
}

extension SQLRow {
    fileprivate func lockHolder() throws -> LockHolder {
        LockHolder(
            token: LockToken(try text(0)), by: try text(1), host: try text(2), process: try int(3),
            purpose: try text(4), acquiredAt: try timestamp(5), renewedAt: try timestamp(6),
            expiresAt: try timestamp(7))
    }
}
