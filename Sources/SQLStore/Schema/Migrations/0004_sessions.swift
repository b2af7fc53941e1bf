/// The sessions of the login page that ended before their time.
extension Migration {
    static let sessions = Migration(version: 4, name: "sessions") { _ in
        [
            // expires_at: when the session would have ended anyhow; the row may go then.
            """
            CREATE TABLE ended_session (
                session TEXT NOT NULL PRIMARY KEY CHECK (session <> ''),
                expires_at BIGINT NOT NULL
            )
            """,
            "CREATE INDEX ended_session_expiry ON ended_session (expires_at)",
        ]
    }
}
