import Model

/// Gives a renamed resource's logins, deliveries and account links its new name.
struct RenameTable {
    let session: any SQLSession

    /// Renames all at once: two may swap their names.
    func rename(_ renames: [(key: ResourceKey, old: String)]) throws {
        let taken = Set(renames.map(\.key))
        let isSwap = renames.contains { taken.contains(ResourceKey($0.key.kind, $0.old)) }
        guard isSwap else {
            for rename in renames { try self.rename(rename.key.kind, from: rename.old, to: rename.key.name) }
            return
        }
        // By way of names that no resource can have.
        for rename in renames { try self.rename(rename.key.kind, from: rename.old, to: "/" + rename.key.name) }
        for rename in renames {
            try self.rename(rename.key.kind, from: "/" + rename.key.name, to: rename.key.name)
        }
    }

    /// What an earlier resource of the new name left behind gives way where both can't be.
    private func rename(_ kind: ResourceKind, from old: String, to new: String) throws {
        func run(_ sql: String) throws { try session.run(sql, [.text(old), .text(new)]) }
        switch kind {
        case .connection: try run("UPDATE login SET connection = $2 WHERE connection = $1")
        case .loginFlow: try run("UPDATE login SET application = $2 WHERE application = $1")
        case .loginTrigger:
            // An event that both triggers sent stays with the old name: the new one knows it already.
            try run(
                """
                UPDATE login SET trigger_name = $2 WHERE trigger_name = $1 AND NOT EXISTS (
                    SELECT 1 FROM login AS other WHERE other.trigger_name = $2 AND other.event_id = login.event_id)
                """)
        case .outboundConnector:
            try run(
                """
                DELETE FROM account_link WHERE connector = $2 AND (
                    subject IN (SELECT subject FROM account_link WHERE connector = $1)
                    OR remote_id IN (SELECT remote_id FROM account_link WHERE connector = $1))
                """)
            try run("UPDATE account_link SET connector = $2 WHERE connector = $1")
            try run(
                """
                UPDATE delivery SET connector = $2 WHERE connector = $1 AND NOT EXISTS (
                    SELECT 1 FROM delivery AS other WHERE other.connector = $2 AND other.login = delivery.login)
                """)
            try session.run("DELETE FROM connector_health WHERE connector = $1", [.text(new)])
            try run("UPDATE connector_health SET connector = $2 WHERE connector = $1")
            try run("UPDATE removal SET connector = $2 WHERE connector = $1")
        }
    }
}
