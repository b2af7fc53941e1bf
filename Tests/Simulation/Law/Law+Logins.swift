extension Law {
    static let logins = [
        Law(name: "no acknowledged login is lost") { chronicle in
            var problems: [String] = []
            let stored = Set(chronicle.rows.logins)
            let all = chronicle.scenario.connectors.map(\.name).sorted()
            for record in chronicle.records {
                guard case .acknowledged(let login, _, let connectors) = record.event else { continue }
                if !stored.contains(login) { problems.append("login \(login) is not stored") }
                if chronicle.scenario.changes.isEmpty, connectors.sorted() != all {
                    problems.append("login \(login) was promised to \(connectors), expected \(all)")
                }
                let rows = chronicle.rows.deliveries.filter { $0.login == login }
                if rows.map(\.connector).sorted() != connectors.sorted() {
                    problems.append(
                        "login \(login) was promised to \(connectors), and is owed to \(rows.map(\.connector))")
                }
            }
            return problems
        },
        Law(name: "a login is stored once") { chronicle in
            Dictionary(grouping: chronicle.rows.logins) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
                .map { "login \($0) is stored more than once" }
        },
        Law(name: "every delivery ends with a reason") { chronicle in
            chronicle.rows.deliveries.compactMap { row in
                let isHeld = row.status == "held" && chronicle.plans[row.connector]?.mostRemovals != nil
                if !isHeld, !["succeeded", "unchanged", "skipped", "superseded", "dead"].contains(row.status) {
                    return "\(row) is not final"
                }
                return row.reason?.isEmpty ?? true ? "\(row) has no reason" : nil
            }
        },
        Law(name: "only a younger login takes a delivery's place") { chronicle in
            chronicle.rows.deliveries.filter { $0.status == "superseded" }.compactMap { row in
                let later = chronicle.rows.deliveries.first {
                    $0.login == row.supersededBy && $0.connector == row.connector && $0.subject == row.subject
                }
                guard let later else { return "\(row) gave way to a login that owes the connector nothing" }
                return later.age > row.age ? nil : "\(row) gave way to the older \(later)"
            }
        },
    ]
}
