import Model

extension Law {
    static let pace = [
        Law(name: "no second holds more requests than the connector allows") { chronicle in
            var moments: [String: [Int64]] = [:]
            for record in chronicle.records {
                guard case .requestLeft(let mark, _, let connector, _) = record.event else { continue }
                moments["\(connector) from process \(mark?.process ?? 0)", default: []].append(record.moment)
            }
            return moments.sorted { $0.key < $1.key }.compactMap { key, moments in
                let name = key.split(separator: " ").first.map(String.init) ?? ""
                guard let most = chronicle.plans[name]?.perSecond, moments.count > most else { return nil }
                let breach = (most..<moments.count).first { moments[$0] - moments[$0 - most] < Scenario.second }
                return breach.map { "\(key): more than \(most) within the second before \(moments[$0])" }
            }
        },
        Law(name: "a target that asks for a pause has it") { chronicle in
            // The dispatcher learns of a pause when it is recorded; what it claims at that moment may go on.
            let hasFaults = chronicle.scenario.disk.percent > 0
            let grace = hasFaults ? 4 * Scenario.second : Scenario.second / 4
            var asked: [AttemptMark: Timestamp] = [:]
            var pauses: [String: (since: Int64, until: Timestamp, by: AttemptMark)] = [:]
            var problems: [String] = []
            let jumps = !chronicle.scenario.jumps.isEmpty
            for record in chronicle.records {
                switch record.event {
                case .answered(let mark?, _, _, let answer):
                    if let pause = answer.pause { asked[mark] = pause }
                case .settled(let mark, let how, _, _):
                    guard let until = asked[mark] else { continue }
                    if case .retry(let at, _) = how, at < until {
                        problems.append("\(mark) comes back at \(at), before \(until)")
                    }
                    let key = "\(mark.process) \(mark.connector)"
                    if pauses[key].map({ $0.until < until }) ?? true {
                        pauses[key] = (record.moment, until, mark)
                    }
                case .attemptBegan(let mark, _, _):
                    guard !jumps, let pause = pauses["\(mark.process) \(mark.connector)"] else { continue }
                    if record.moment > pause.since + grace, UniverseTime.moment(record.moment) < pause.until {
                        problems.append("\(mark) began before \(pause.until), which \(pause.by) was told")
                    }
                default: break
                }
            }
            return problems
        },
        Law(name: "a healthy connector is not slowed by another") { chronicle in
            guard chronicle.scenario.isCalm, chronicle.scenario.changes.isEmpty else { return [] }
            var acknowledged: [Int: Int64] = [:]
            var requests: [String: Int] = [:]
            var ended: [String: Int64] = [:]
            for record in chronicle.records {
                switch record.event {
                case .acknowledged(let login, false, _): acknowledged[login] = record.moment
                case .requestLeft(_, _, let connector, _): requests[connector, default: 0] += 1
                case .settled(let mark, _, _, _): ended[mark.delivery.text] = record.moment
                default: break
                }
            }
            return chronicle.rows.deliveries.compactMap { row in
                // One that was tried again met something of its own, such as an account that vanished.
                guard let plan = chronicle.plans[row.connector], plan.target.isHealthy, row.attempt == 1,
                    let start = acknowledged[row.login], let end = ended[row.id]
                else { return nil }
                let turns = Int64((requests[row.connector] ?? 0) / plan.perSecond)
                let most = (turns + 2) * Scenario.second
                return end - start > most ? "\(row) took \(end - start) µs, expected at most \(most)" : nil
            }
        },
    ]
}
