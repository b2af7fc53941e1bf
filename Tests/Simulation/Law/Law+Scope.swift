import Model

extension Law {
    static let scope = [
        Law(name: "who left the scope has no active account, unless it is kept") { chronicle in
            chronicle.histories.compactMap { rows in
                guard let last = rows.last, let plan = chronicle.plans[last.connector], plan.isScoped,
                    let login = chronicle.login(last.login), !login.isInScope
                else { return nil }
                let link = chronicle.rows.links.first {
                    $0.connector == last.connector && $0.subject == last.subject
                }
                switch (last.status, plan.onScopeLoss, link?.state) {
                case ("succeeded", "keep", _): return "\(last) succeeded where accounts are kept"
                case ("succeeded", _, "active"), ("skipped", "deactivate", "active"), ("skipped", "delete", "active"):
                    return last.code == "R6010" ? nil : "\(last), and the account is linked as active"
                case ("succeeded", let loss, _):
                    // A create that was given up may have left an account that nobody is linked to.
                    if rows.contains(where: { $0.status == "dead" || $0.code == "R6010" }) { return nil }
                    guard let change = chronicle.lastChange(of: last.subject, at: last.connector) else { return nil }
                    guard let account = chronicle.account(change.id, at: change.connector),
                        !chronicle.wasTouchedByOthers(account), !chronicle.sharesUserName(last.subject)
                    else { return nil }
                    let isRight = loss == "delete" ? !account.isThere : account.isThere && !account.isActive
                    return isRight ? nil : "\(last), and \(account.id) is not as `\(loss)` wants it"
                default: return nil
                }
            }
        },
        Law(name: "the brake holds when enough accounts went") { chronicle in
            chronicle.scenario.connectors.compactMap { plan in
                guard let most = plan.mostRemovals else { return nil }
                // A late update of an account that is inactive already takes nothing away.
                var active: Set<String> = []
                var removing: Set<DeliveryID> = []
                for change in chronicle.changes where change.connector == plan.name {
                    let wasActive = active.contains(change.id)
                    if change.kind != .deleted, change.isActive {
                        active.insert(change.id)
                    } else {
                        active.remove(change.id)
                        if wasActive, let mark = change.mark { removing.insert(mark.delivery) }
                    }
                }
                let count = removing.count
                return count > most ? "\(plan.name) lost \(count) accounts, \(most) may go" : nil
            }
        },
        Law(name: "a login is out of date only when a younger one was delivered") { chronicle in
            chronicle.histories.flatMap { rows in
                rows.enumerated().compactMap { index, row in
                    guard row.code == "R6013" else { return nil as String? }
                    let younger = rows[(index + 1)...].contains {
                        ["succeeded", "unchanged", "skipped"].contains($0.status)
                    }
                    return younger ? nil : "\(row), and no younger login was delivered"
                }
            }
        },
    ]
}

extension Chronicle {
    /// The last change of ours at the connector that was for the person.
    fileprivate func lastChange(of subject: String, at connector: String) -> AccountChange? {
        changes.last { $0.connector == connector && $0.mark?.subject == subject }
    }
}
