import Model
import Provisioning

extension Scenario {
    static let second: Int64 = 1_000_000

    /// What kind of trouble a universe is for.
    enum Mood: Hashable, Sendable {
        case ordinary
        /// One connector is down all the time, the others are well.
        case bulkhead
        /// Attributes go back and forth, and changes are carried out that look failed.
        case fickle
        /// Two processes, retries at once, and a store that often says that it failed when it did not.
        case contested
    }

    /// Draws the universe of the seed.
    init(seed: UInt64) {
        let dice = Dice(seed: seed, stream: 1)
        let mood = dice.one(by: [(Mood.ordinary, 79), (.bulkhead, 9), (.fickle, 6), (.contested, 6)]) ?? .ordinary
        let isBulkhead = mood == .bulkhead
        self.seed = seed
        faultsEnd = Int64(dice.number(12...40)) * Self.second
        people = Self.people(dice)
        processes = mood == .contested || !isBulkhead && dice.chance(25) ? 2 : 1
        ends = isBulkhead || dice.chance(30) ? [] : Self.ends(dice)
        disk = Self.disk(dice, mood)
        let jumps = processes == 1 && !isBulkhead && dice.chance(20) ? Self.jumps(dice, until: faultsEnd) : []
        self.jumps = jumps
        connectors = Self.connectors(dice, people: people, mood, until: faultsEnd)
        logins = Self.logins(dice, people: people, mood, until: faultsEnd, tellsTime: !jumps.isEmpty)
        changes = isBulkhead || dice.chance(80) ? [] : Self.changes(dice, connectors.count, until: faultsEnd)
        pace = Self.pace(dice, mood)
    }

    private static func disk(_ dice: Dice, _ mood: Mood) -> DiskPlan {
        switch mood {
        case .contested:
            DiskPlan(percent: 30, faults: [(.storeBusy, 1), (.failedAfterCommit, 5), (.slowStore, 1)])
        case .ordinary, .fickle:
            dice.chance(60)
                ? DiskPlan(percent: 0, faults: [])
                : DiskPlan(
                    percent: dice.number(2...15),
                    faults: [(.storeBusy, 3), (.storeUnavailable, 3), (.failedAfterCommit, 3), (.slowStore, 1)])
        case .bulkhead: DiskPlan(percent: 0, faults: [])
        }
    }

    private static func pace(_ dice: Dice, _ mood: Mood) -> DispatchPace {
        DispatchPace(
            poll: .milliseconds(dice.number(10...35) * 100), lease: .seconds(dice.number(14...20)),
            longestAttempt: .seconds(dice.number(8...30)), drain: .seconds(dice.number(1...6)),
            backoff: Backoff(
                base: .milliseconds(mood == .contested ? 20 : dice.number(2...10) * 100),
                cap: .seconds(dice.one(of: [8, 16]))))
    }

    private static func people(_ dice: Dice) -> [Person] {
        let names = ["ada", "bob", "cyd", "dan"]
        let count = dice.number(2...4)
        let shares = dice.chance(15)
        return (0..<count).map { index in
            Person(number: index + 1, userName: shares && index == count - 1 ? names[0] : names[index])
        }
    }

    private static func ends(_ dice: Dice) -> [ProcessEnd] {
        (0..<dice.number(1...4)).map { _ in
            let manner: ProcessEnd.Manner =
                dice.one(by: [(.crash, 5), (.crashAfterCommit, 3), (.drain, 2)]) ?? .crash
            return ProcessEnd(
                manner: manner, jobs: dice.number(5...700), pause: Int64(dice.number(0...8000)) * 1000)
        }
    }

    private static func jumps(_ dice: Dice, until end: Int64) -> [(moment: Int64, milliseconds: Int)] {
        (0..<dice.number(1...3)).map { _ in
            (dice.moment(before: end), dice.number(1...120) * 1000 * (dice.chance(50) ? 1 : -1))
        }
    }

    private static func changes(_ dice: Dice, _ connectors: Int, until end: Int64) -> [StateChange] {
        let connector = dice.number(0...connectors - 1)
        let first = dice.moment(before: end)
        let gone = StateChange(
            moment: first, connector: connector, kind: dice.chance(50) ? .disable : .delete)
        guard dice.chance(70) else { return [gone] }
        return [
            gone,
            StateChange(
                moment: first + Int64(dice.number(1...20)) * second, connector: connector, kind: .restore),
        ]
    }

    private static func logins(
        _ dice: Dice, people: [Person], _ mood: Mood, until end: Int64, tellsTime: Bool
    ) -> [LoginPlan] {
        let isReordered = dice.chance(35)
        var texts: [Int: [String]] = [:]
        var moment: Int64 = 0
        let count = dice.number(6...14)
        let burst = dice.chance(40) ? dice.number(0...count - 1) : count
        return (0..<count).map { index in
            let isInBurst = index > burst && index < burst + 4
            if !isInBurst { moment += Int64(dice.number(0...Int(2 * end / Int64(count) / 1000))) * 1000 }
            let person = isInBurst ? 0 : dice.number(0...people.count - 1)
            var text = "\(people[person].mark)v\(index + 1)"
            // Nothing new, or back to what was before.
            if let known = texts[person], dice.chance(25) { text = dice.chance(60) ? known[0] : dice.one(of: known) }
            if mood == .fickle { text = "\(people[person].mark)\(dice.one(of: ["old", "new"]))" }
            texts[person, default: []].insert(text, at: 0)
            let lag = isReordered && dice.chance(50) ? Int64(dice.number(0...20)) * second : 0
            return LoginPlan(
                number: index + 1, person: person, sentAt: moment,
                occurredAt: tellsTime || isReordered || dice.chance(50) ? moment - lag : nil,
                isInScope: !dice.chance(25), text: text, hasUserName: !dice.chance(3),
                duplicates: dice.chance(25) ? dice.number(1...2) : 0)
        }
    }
}

extension Dice {
    /// A whole second before the end.
    func moment(before end: Int64) -> Int64 { Int64(number(0...Int(end / 1000))) * 1000 }
}
