import Model
import Provisioning

/// Sessions that ended before their time.
struct EndedSessionTable {
    let session: any SQLSession

    func put(_ ended: SessionID, until expiry: Timestamp) throws {
        try session.run(
            """
            INSERT INTO ended_session (session, expires_at) VALUES ($1, $2) ON CONFLICT (session) DO NOTHING
            """, [.text(ended.text), .int(expiry.milliseconds)])
    }

    func contains(_ ended: SessionID) throws -> Bool {
        try !session.query("SELECT expires_at FROM ended_session WHERE session = $1", [.text(ended.text)]).isEmpty
    }

    /// Forgets those that would be over by now: their cookies say so themselves.
    func forget(before now: Timestamp) throws {
        try session.run("DELETE FROM ended_session WHERE expires_at < $1", [.int(now.milliseconds)])
    }
}
