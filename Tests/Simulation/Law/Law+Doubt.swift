import Model

extension Law {
    static let doubt = [
        Law(name: "what may have been carried out stays in doubt") { chronicle in
            // By attempt: its last request, when that asked for a change and nobody knows what became of it.
            var changes: Set<Int> = []
            var doubtful: [AttemptMark: Int] = [:]
            var problems: [String] = []
            for record in chronicle.records {
                switch record.event {
                case .requestLeft(let mark?, let number, _, let line):
                    doubtful[mark] = nil
                    if !line.hasPrefix("GET") { changes.insert(number) }
                case .unanswered(let mark?, let number, _, let why) where changes.contains(number):
                    if why != "connection refused" { doubtful[mark] = number }
                case .answered(let mark?, let number, _, let answer) where changes.contains(number):
                    if answer.status >= 500, answer.status != 503 { doubtful[mark] = number }
                case .settled(let mark, let how, _, _):
                    guard let number = doubtful[mark] else { continue }
                    switch how {
                    case .retry(_, isDoubtful: true), .dead: break
                    default: problems.append("\(mark) was settled as \(how), and request \(number) is in doubt")
                    }
                default: break
                }
            }
            return problems
        },
        Law(name: "an attempt that never ended leaves doubt behind") { chronicle in
            // By delivery: the attempts that asked for a change and have not ended.
            var open: [String: Set<AttemptMark>] = [:]
            var problems: [String] = []
            for record in chronicle.records {
                switch record.event {
                case .requestLeft(let mark?, _, _, let line) where !line.hasPrefix("GET"):
                    open[mark.delivery.text, default: []].insert(mark)
                case .attemptEnded(let mark, _, _, _): open[mark.delivery.text]?.remove(mark)
                case .attemptBegan(let mark, isDoubtful: false, _):
                    if let other = open[mark.delivery.text]?.first {
                        problems.append("\(mark) began without doubt, and \(other) never ended")
                    }
                default: break
                }
            }
            return problems
        },
    ]
}
