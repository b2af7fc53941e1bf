import Model
import Provisioning

/// Our users and their remote accounts.
struct AccountLinkTable {
    let session: any SQLSession

    func owner(of remote: RemoteAccountID, connector: String) throws -> Subject? {
        guard
            let row = try session.query(
                "SELECT subject FROM account_link WHERE connector = $1 AND remote_id = $2",
                [.text(connector), .text(remote.text)]
            ).first
        else { return nil }
        return try row.subject(0)
    }

    /// Stores the link in place of the person's earlier one.
    func put(_ link: AccountLink, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO account_link (connector, subject, remote_id, remote_name, digest, confirmed_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (connector, subject) DO UPDATE SET
                remote_id = excluded.remote_id, remote_name = excluded.remote_name, digest = excluded.digest,
                confirmed_at = excluded.confirmed_at
            """, link.bindings + [.int(now.milliseconds)])
    }

    /// Stores the link when neither the person nor the account has one.
    func putIfFree(_ link: AccountLink, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO account_link (connector, subject, remote_id, remote_name, digest, confirmed_at)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT DO NOTHING
            """, link.bindings + [.int(now.milliseconds)])
    }

    /// Forgets what the target was last known to hold, after an attempt that may have changed it.
    ///
    /// Otherwise a later login with the attributes of before would be taken for unchanged.
    func forgetDigest(of subject: Subject, connector: String) throws {
        try session.run(
            "UPDATE account_link SET digest = '' WHERE connector = $1 AND subject = $2",
            [.text(connector), .text(subject.text)])
    }

    func remove(connector: String, subject: Subject) throws {
        try session.run(
            "DELETE FROM account_link WHERE connector = $1 AND subject = $2", [.text(connector), .text(subject.text)])
    }

    /// How many accounts each connector has linked.
    func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try session.query("SELECT connector, COUNT(*) FROM account_link GROUP BY connector") {
            counts[try row.text(0)] = try row.int(1)
        }
        return counts
    }
}

extension AccountLink {
    fileprivate var bindings: [SQLValue] {
        [.text(connector), .text(subject.text), .text(remote.text), .text(remoteName), .text(digest)]
    }
}

extension SQLRow {
    func subject(_ column: Int) throws(SQLError) -> Subject {
        guard let subject = Subject(try text(column)) else {
            throw .corrupt("a stored row has a subject that is empty or too long")
        }
        return subject
    }
}
