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

    private static let insertion = """
        INSERT INTO account_link
            (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        """

    /// Stores the link in place of the person's earlier one.
    func put(_ link: AccountLink, at now: Timestamp) throws {
        try session.run(
            """
            \(Self.insertion)
            ON CONFLICT (connector, subject) DO UPDATE SET
                state = excluded.state, remote_id = excluded.remote_id, remote_name = excluded.remote_name,
                digest = excluded.digest, as_of = excluded.as_of, confirmed_at = excluded.confirmed_at, doubtful = 0
            """, link.bindings + [.int(now.milliseconds)])
    }

    /// Stores the link when neither the person nor the account has one.
    func putIfFree(_ link: AccountLink, at now: Timestamp) throws {
        try session.run("\(Self.insertion) ON CONFLICT DO NOTHING", link.bindings + [.int(now.milliseconds)])
    }

    /// Notes a login that changed nothing at the target, so that an older one does not either.
    ///
    /// A person who never had an account gets a tombstone: an older login that comes later must not make one.
    func advance(to asOf: Timestamp, of subject: Subject, connector: String, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO account_link (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at)
            VALUES ($1, $2, 'deleted', NULL, '', '', $3, $4)
            ON CONFLICT (connector, subject) DO UPDATE SET as_of = excluded.as_of
                WHERE account_link.as_of < excluded.as_of
            """,
            [.text(connector), .text(subject.text), .int(asOf.milliseconds), .int(now.milliseconds)])
    }

    /// Remembers that an account of the person may be there that nobody is linked to, after a doubtful delivery was
    /// given up: the next login must know it for ours. The account that is linked may have been deleted at the target.
    func doubt(_ subject: Subject, connector: String, at now: Timestamp) throws {
        try session.run(
            """
            INSERT INTO account_link
                (connector, subject, state, remote_id, remote_name, digest, as_of, confirmed_at, doubtful)
            VALUES ($1, $2, 'deleted', NULL, '', '', 0, $3, 1)
            ON CONFLICT (connector, subject) DO UPDATE SET digest = '', doubtful = 1
            """, [.text(connector), .text(subject.text), .int(now.milliseconds)])
    }

    /// Forgets what the target was last known to hold, after an attempt that may have changed it.
    ///
    /// Otherwise a later login with the attributes of before would be taken for unchanged.
    func forgetDigest(of subject: Subject, connector: String) throws {
        try session.run(
            "UPDATE account_link SET digest = '' WHERE connector = $1 AND subject = $2",
            [.text(connector), .text(subject.text)])
    }

    /// How many active accounts each connector has linked: all less the tombstones, so that no row is read.
    func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try session.query("SELECT connector, COUNT(*) FROM account_link GROUP BY connector") {
            counts[try row.text(0)] = try row.int(1)
        }
        for row in try session.query(
            "SELECT connector, COUNT(*) FROM account_link WHERE state <> 'active' GROUP BY connector")
        {
            counts[try row.text(0), default: 0] -= try row.int(1)
        }
        return counts.filter { $0.value > 0 }
    }
}

extension AccountLink {
    fileprivate var bindings: [SQLValue] {
        [
            .text(connector), .text(subject.text), .text(account.word), .text(account.id?.text), .text(remoteName),
            .text(digest), .int(asOf.milliseconds),
        ]
    }
}

extension AccountLink.Account {
    fileprivate var word: String {
        switch self {
        case .active: "active"
        case .deactivated: "deactivated"
        case .deleted: "deleted"
        }
    }
}

extension SQLRow {
    func subject(_ column: Int) throws(SQLError) -> Subject {
        guard let subject = Subject(try text(column)) else {
            throw .corrupt("a stored row has a subject that is empty or too long")
        }
        return subject
    }

    /// The account in two columns from `column`: its state and its identifier.
    func account(_ column: Int) throws(SQLError) -> AccountLink.Account {
        let word = try text(column)
        let id = RemoteAccountID(answered: try optionalText(column + 1))
        switch (word, id) {
        case ("active", let id?): return .active(id)
        case ("deactivated", let id?): return .deactivated(id)
        case ("deleted", nil): return .deleted
        case ("active", nil), ("deactivated", nil): throw .corrupt("a stored account link has no account identifier")
        default: throw .corrupt("a stored account link has the unknown state `\(word)`")
        }
    }
}
