/// What holds in every universe, whatever went wrong in it.
struct Law: Sendable {
    let name: String
    /// What broke it, each in a line of its own.
    let broken: @Sendable (Chronicle) -> [String]

    static let all = logins + accounts + doubt + scope + order + pace + deadLetters
}

/// A universe that has ended, as its laws read it.
struct Chronicle: Sendable {
    let scenario: Scenario
    let records: [History.Record]
    let rows: StoreReading.Rows
    let accounts: [String: [SimulatedTarget.Account]]
    let plans: [String: ConnectorPlan]
    let deliveries: [String: DeliveryRow]
    private let logins: [Int: LoginPlan]
    private let people: [String: Person]

    init(world: World, rows: StoreReading.Rows) {
        scenario = world.scenario
        records = world.history.records
        self.rows = rows
        accounts = world.targets.mapValues(\.accounts)
        plans = Dictionary(uniqueKeysWithValues: scenario.connectors.map { ($0.name, $0) })
        deliveries = Dictionary(uniqueKeysWithValues: rows.deliveries.map { ($0.id, $0) })
        logins = Dictionary(uniqueKeysWithValues: scenario.logins.map { ($0.number, $0) })
        people = Dictionary(uniqueKeysWithValues: scenario.people.map { ($0.subject, $0) })
    }

    func login(_ number: Int) -> LoginPlan? { logins[number] }
    func person(_ subject: String) -> Person? { people[subject] }
    func account(_ id: String, at connector: String) -> SimulatedTarget.Account? {
        accounts[connector]?.first { $0.id == id }
    }

    /// Whether others have the person's user name, so that only an externalId tells them apart.
    func sharesUserName(_ subject: String) -> Bool {
        let name = person(subject)?.userName
        return scenario.people.count { $0.userName == name } > 1
    }

    /// A person's deliveries to a connector, oldest login first.
    var histories: [[DeliveryRow]] {
        let keys = Set(rows.deliveries.map { Key(connector: $0.connector, subject: $0.subject) })
        return keys.sorted { ($0.connector, $0.subject) < ($1.connector, $1.subject) }.map { key in
            rows.deliveries.filter { $0.connector == key.connector && $0.subject == key.subject }
                .sorted { $0.age < $1.age }
        }
    }

    private struct Key: Hashable {
        let connector: String
        let subject: String
    }
}

extension DeliveryRow {
    /// Younger is larger: when the person signed in, then the order of arrival.
    var age: (Int, Int) { (asOf, position) }
}
