import Model

extension Law {
    static let accounts = [
        Law(name: "a person has one account of ours") { chronicle in
            var problems: [String] = []
            var living: [String: AccountChange] = [:]
            for change in chronicle.changes {
                switch change.kind {
                case .created:
                    let subject = change.mark?.subject ?? ""
                    for other in living.values.sorted(by: { $0.id < $1.id }) where other.connector == change.connector {
                        if other.kind == .created, other.mark?.subject == subject {
                            problems.append("\(change.id) was made beside \(other.id) for \(subject)")
                        }
                        if other.kind == .existed, chronicle.userName(of: other) == chronicle.userName(of: change) {
                            problems.append("\(change.id) was made beside \(other.id), which was there before")
                        }
                    }
                    living[change.id] = change
                case .existed: living[change.id] = change
                case .deleted, .vanished: living[change.id] = nil
                case .updated: break
                }
            }
            return problems
        },
        Law(name: "every create follows a look-up of the same attempt") { chronicle in
            var looked: Set<AttemptMark> = []
            var problems: [String] = []
            for record in chronicle.records {
                guard case .requestLeft(let mark?, let number, _, let line) = record.event else { continue }
                if line.hasPrefix("GET /Users?filter") { looked.insert(mark) }
                if line.hasPrefix("POST"), !looked.contains(mark) {
                    problems.append("request \(number) creates without a look-up")
                }
            }
            return problems
        },
        Law(name: "a link's account was named by an answer to that person's request") { chronicle in
            var named: Set<String> = []
            var problems: [String] = []
            for record in chronicle.records {
                switch record.event {
                case .answered(let mark?, _, let connector, let answer):
                    for id in answer.ids { named.insert("\(connector) \(mark.subject) \(id)") }
                case .settled(let mark, .done(let remote?), _, _):
                    if !named.contains("\(mark.connector) \(mark.subject) \(remote)") {
                        problems.append("\(mark.subject) was linked to \(remote), which no answer named")
                    }
                default: break
                }
            }
            for link in chronicle.rows.links {
                guard let remote = link.remote else { continue }
                if !named.contains("\(link.connector) \(link.subject) \(remote)") {
                    problems.append("\(link.subject) is linked to \(remote), which no answer named")
                }
            }
            return problems
        },
        Law(name: "nobody is linked to another's account") { chronicle in
            var links = chronicle.rows.links
            for record in chronicle.records {
                // The store refuses what is another's, and then the delivery is dead.
                guard case .settled(let mark, .done(let remote?), _, _) = record.event,
                    chronicle.deliveries[mark.delivery.text]?.status != "dead"
                else { continue }
                links.append(
                    LinkRow(connector: mark.connector, subject: mark.subject, state: "active", remote: remote))
            }
            var problems = links.compactMap { link -> String? in
                guard let remote = link.remote else { return nil }
                guard let account = chronicle.account(remote, at: link.connector),
                    let person = chronicle.person(link.subject), let plan = chronicle.plans[link.connector]
                else { return "\(link.subject) is linked to \(remote), which \(link.connector) never had" }
                // Two people of one user name may adopt at once: the store links one, and the target has both's writes.
                if chronicle.sharesUserName(link.subject), !plan.target.existing.isEmpty { return nil }
                let isTheirs =
                    plan.mapsExternalID
                    ? account.externalID == link.subject : account.userName == person.userName
                return isTheirs ? nil : "\(link.subject) was linked to \(remote), which is another's"
            }
            let owners = Dictionary(grouping: chronicle.rows.links.filter { $0.remote != nil }) {
                "\($0.connector) \($0.remote ?? "")"
            }
            for (account, links) in owners.sorted(by: { $0.key < $1.key }) where links.count > 1 {
                problems.append("\(account) is linked to \(links.map(\.subject))")
            }
            return problems
        },
        Law(name: "what may not be adopted is left alone") { chronicle in
            // An account of another externalId, or any account where the policy is to fail.
            var foreign: Set<String> = []
            for plan in chronicle.scenario.connectors {
                for (index, existing) in plan.target.existing.enumerated() {
                    let subject = chronicle.scenario.people[existing.person].subject
                    let isForeign = existing.externalID.map { $0 != subject } ?? false
                    if (isForeign && plan.mapsExternalID) || (!plan.adopts && existing.externalID != subject) {
                        foreign.insert("\(plan.name)-\(index + 1)")
                    }
                }
            }
            return chronicle.changes.filter { $0.mark != nil && foreign.contains($0.id) }.map {
                "\($0.id) was \($0.kind.rawValue), which is not ours"
            }
        },
    ]
}

extension Chronicle {
    var changes: [AccountChange] {
        records.compactMap { record in
            if case .accountChanged(let change) = record.event { change } else { nil }
        }
    }

    /// Whether the last word about the account is nobody's, or of a request that its sender had given up.
    func wasTouchedByOthers(_ account: SimulatedTarget.Account) -> Bool {
        guard let latest = changes.last(where: { $0.id == account.id }) else { return false }
        return latest.isLate || latest.kind == .vanished
    }

    func userName(of change: AccountChange) -> String? { account(change.id, at: change.connector)?.userName }
}
