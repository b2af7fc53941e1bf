import Model
import Provisioning

extension Law {
    static let order = [
        Law(name: "a person's account never goes back to an older login") { chronicle in
            var newest: [String: DeliveryRow] = [:]
            var problems: [String] = []
            for change in chronicle.changes where !change.isLate {
                guard let mark = change.mark, let row = chronicle.deliveries[mark.delivery.text] else { continue }
                let key = "\(change.connector) \(mark.subject)"
                // What a dead letter left behind, or one whose connector went, an older login that waits overwrites.
                if let before = newest[key], before.age > row.age, before.status != "dead", before.code != "R6010" {
                    problems.append("\(change.id) went from login \(before.login) back to login \(row.login)")
                }
                newest[key] = row
            }
            return problems
        },
        Law(name: "the account holds what the youngest login says") { chronicle in
            chronicle.histories.compactMap { rows in
                guard let last = rows.last, ["succeeded", "unchanged"].contains(last.status),
                    let login = chronicle.login(last.login), let plan = chronicle.plans[last.connector],
                    login.isInScope || !plan.isScoped
                else { return nil }
                // Without an externalId, two people of one user name are one to the target.
                if chronicle.sharesUserName(last.subject), !plan.mapsExternalID || !plan.target.existing.isEmpty {
                    return nil
                }
                let link = chronicle.rows.links.first {
                    $0.connector == last.connector && $0.subject == last.subject
                }
                guard let id = link?.remote, let account = chronicle.account(id, at: last.connector) else {
                    return "\(last) succeeded without a link"
                }
                if chronicle.wasTouchedByOthers(account) { return nil }
                guard account.isThere, account.isActive, account.text == login.text else {
                    let state = account.isThere ? account.isActive ? "active" : "inactive" : "gone"
                    return "\(account.id) says \(account.text ?? "nothing") and is \(state), "
                        + "login \(login.number) says \(login.text)"
                }
                return nil
            }
        },
        Law(name: "a person's attempts at a connector do not overlap") { chronicle in
            // Where the store fails, a lease may run out that its process could not extend.
            let lease =
                chronicle.scenario.disk.percent == 0 ? .max : chronicle.scenario.pace.lease.wholeMicroseconds
            var running: [String: (mark: AttemptMark, since: Int64)] = [:]
            var dead: Set<Int> = []
            var problems: [String] = []
            for record in chronicle.records {
                switch record.event {
                case .attemptBegan(let mark, _, _):
                    let key = "\(mark.connector) \(mark.subject)"
                    if let other = running[key], !dead.contains(other.mark.process),
                        record.moment - other.since < lease
                    {
                        problems.append("\(mark) began while \(other.mark) ran")
                    }
                    running[key] = (mark, record.moment)
                case .attemptEnded(let mark, _, _, _):
                    let key = "\(mark.connector) \(mark.subject)"
                    if running[key]?.mark == mark { running[key] = nil }
                case .processEnded(let number, _): dead.insert(number)
                default: break
                }
            }
            return problems
        },
    ]
}
