extension Scenario {
    static func connectors(
        _ dice: Dice, people: [Person], _ mood: Mood, until end: Int64
    ) -> [ConnectorPlan] {
        let names = ["chat", "mail", "wiki"]
        let count = mood == .bulkhead ? dice.number(2...3) : dice.number(1...3)
        return (0..<count).map { index in
            let health: Health =
                switch mood {
                case .ordinary: dice.chance(15) ? .healthy : .failing
                case .contested: .failing
                case .bulkhead: index == 0 ? .down : .healthy
                case .fickle: .fickle
                }
            let mapsExternalID = dice.chance(75)
            return ConnectorPlan(
                name: names[index], concurrency: dice.number(1...4), perSecond: dice.one(of: [1, 2, 3, 5, 20]),
                timeoutSeconds: dice.number(2...4), maxAttempts: mood == .fickle ? 2 : dice.one(of: [3, 5, 8, 30]),
                isScoped: dice.chance(40), onScopeLoss: dice.one(of: ["deactivate", "delete", "keep"]),
                mostRemovals: dice.chance(20) ? dice.number(0...2) : nil,
                adopts: dice.chance(75), mapsExternalID: mapsExternalID,
                update: dice.one(of: ["auto", "patch", "put"]),
                target: target(dice, people: people, health, until: end))
        }
    }

    private enum Health {
        case healthy
        case failing
        /// Carries out what it seems to fail at.
        case fickle
        /// Until the faults end.
        case down
    }

    private static func target(_ dice: Dice, people: [Person], _ health: Health, until end: Int64) -> TargetPlan {
        var existing: [TargetPlan.ExistingAccount] = []
        if dice.chance(25) {
            let person = dice.number(0...people.count - 1)
            let externalID = dice.one(of: [nil, people[person].subject, "somebody-else"])
            existing.append(.init(person: person, externalID: externalID))
        }
        guard health == .failing || health == .fickle else {
            let down = TargetPlan.Window(fault: dice.chance(50) ? .hanging : .outage, start: 0, end: end)
            return TargetPlan(
                enforcesUniqueness: dice.chance(60), ignoresFilters: dice.chance(10), faultPercent: 0, faults: [],
                windows: health == .down ? [down] : [], existing: existing, vanishings: [],
                isHealthy: health == .healthy)
        }
        let enforces = dice.chance(60)
        // A few kinds at a time: a universe where everything fails shows little.
        var faults = Fault.ofRequests.filter { _ in dice.chance(40) }
        // A create that comes true after its time-out makes a second account wherever user names need not be unique:
        // no program can know of it.
        if !enforces { faults.removeAll { $0.item == .commitAfterTimeOut } }
        if health == .fickle { faults = Fault.afterCommit }
        return TargetPlan(
            enforcesUniqueness: enforces, ignoresFilters: dice.chance(10),
            faultPercent: faults.isEmpty ? 0 : health == .fickle ? 60 : dice.one(of: [5, 15, 30, 50]),
            faults: faults, windows: windows(dice, until: end), existing: existing,
            vanishings: dice.chance(10)
                ? [.init(person: dice.number(0...people.count - 1), moment: dice.moment(before: end))] : [],
            isHealthy: false)
    }

    private static func windows(_ dice: Dice, until end: Int64) -> [TargetPlan.Window] {
        guard dice.chance(30) else { return [] }
        let start = dice.moment(before: end)
        let fault = dice.one(of: [Fault.outage, .hanging, .throttling, .refusingCredentials])
        return [.init(fault: fault, start: start, end: min(end, start + Int64(dice.number(2...20)) * second))]
    }
}
