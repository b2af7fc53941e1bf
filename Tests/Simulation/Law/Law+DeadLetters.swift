import Model

extension Law {
    static let deadLetters = [
        Law(name: "a dead letter is explained and deserved") { chronicle in
            let seen = chronicle.answersByDelivery
            return chronicle.rows.deliveries.filter { $0.status == "dead" }.compactMap { row in
                guard let code = row.code, let reason = row.reason, !reason.isEmpty,
                    let plan = chronicle.plans[row.connector], let login = chronicle.login(row.login)
                else { return "\(row) says no code and reason" }
                let answers = seen[row.id] ?? []
                let isDeserved =
                    switch code {
                    case "R6001": !login.hasUserName
                    case "R6002":
                        answers.contains { $0.status == 409 } || chronicle.hasRival(row, plan)
                    case "R6003": answers.contains { (400...499).contains($0.status) || $0.status == 501 }
                    case "R6008": row.attempt >= plan.maxAttempts
                    default: false
                    }
                return isDeserved ? nil : "\(row) is dead for no good reason"
            }
        },
        Law(name: "what can't succeed is not tried again") { chronicle in
            var ended: Set<String> = []
            var hopeless: Set<AttemptMark> = []
            var problems: [String] = []
            for record in chronicle.records {
                switch record.event {
                case .attemptBegan(let mark, _, _):
                    if ended.contains(mark.delivery.text) { problems.append("\(mark) began after its end") }
                    if let plan = chronicle.plans[mark.connector], mark.number > plan.maxAttempts {
                        problems.append("\(mark) is more than the \(plan.maxAttempts) allowed")
                    }
                case .answered(let mark?, _, _, let answer) where answer.status == 400 && answer.method != "GET":
                    hopeless.insert(mark)
                case .attemptEnded(let mark, "permanent", _, _): hopeless.insert(mark)
                case .settled(let mark, let how, _, _):
                    if how == .dead { ended.insert(mark.delivery.text) }
                    if how != .dead, hopeless.contains(mark) {
                        problems.append("\(mark) can't succeed, and was settled as \(how)")
                    }
                default: break
                }
            }
            return problems
        },
    ]
}

extension Chronicle {
    /// Whether the target has an account of the person's user name that we can't know to be theirs.
    fileprivate func hasRival(_ row: DeliveryRow, _ plan: ConnectorPlan) -> Bool {
        let name = person(row.subject)?.userName
        let same = (accounts[plan.name] ?? []).filter { $0.userName == name }
        guard plan.mapsExternalID else { return !same.isEmpty }
        let own = changes.filter { $0.kind == .created && $0.mark?.subject == row.subject }.map(\.id)
        return same.contains { !own.contains($0.id) }
    }

    fileprivate var answersByDelivery: [String: [HistoryEvent.Answer]] {
        var answers: [String: [HistoryEvent.Answer]] = [:]
        for record in records {
            guard case .answered(let mark?, _, _, let answer) = record.event else { continue }
            answers[mark.delivery.text, default: []].append(answer)
        }
        return answers
    }
}

extension DeliveryRow: CustomStringConvertible {
    var description: String {
        "the delivery \(id) of login \(login) (\(subject)) to \(connector), \(status): \(code ?? "") \(reason ?? "")"
    }
}
