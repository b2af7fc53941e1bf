import Model
import Provisioning
import SQLStore
import Testing

@Suite struct RemovalBrakeTests {
    let folder: StoreFolder

    init() throws {
        folder = try StoreFolder()
    }

    static func brake(moreThan: Int = 2, percent: Int = 10, within: String = "1h") throws
        -> OutboundConnector.RemovalBrake
    {
        let catalogue = SchemaCatalogue(
            connectorTypes: [], triggerTypes: [], templates: TemplateReading { _ in .success([]) })
        let reading = Reading(file: "", catalogue: catalogue)
        let spec = Value.object(
            ("moreThan", .int(moreThan)), ("percent", .int(percent)), ("within", .string(within)))
        return try #require(OutboundConnector.RemovalBrake.read(Node(spec), in: reading)).value
    }

    /// People with linked accounts, and a claimed delivery of each.
    static func linked(_ count: Int, _ ports: Backend.Ports) async throws -> [Delivery] {
        for number in 0..<count {
            _ = try await ports.logins.store(Sample.login("a\(number)", subject: "p\(number)"))
        }
        for delivery in try await ports.deliveries.claim(count) {
            let link = try Sample.link("r-\(delivery.subject)", subject: delivery.subject.text)
            try await ports.deliveries.settle(delivery, .done(.succeeded, link: link))
        }
        for number in 0..<count {
            _ = try await ports.logins.store(Sample.login("b\(number)", subject: "p\(number)"))
        }
        return try await ports.deliveries.claim(count)
    }

    /// Asks for a removal and carries it out when it is admitted.
    private func remove(
        _ delivery: Delivery, _ ports: Backend.Ports, _ brake: OutboundConnector.RemovalBrake,
        at now: Timestamp = Sample.start
    ) async throws -> RemovalVerdict {
        let verdict = try await ports.links.admitRemoval(
            by: delivery.id, connector: "wiki", brake: brake, at: now)
        if verdict == .allowed {
            let tombstone = Sample.tombstone(.deleted, subject: delivery.subject.text)
            try await ports.deliveries.settle(delivery, .done(.succeeded, link: tombstone), at: now)
        }
        return verdict
    }

    /// (people, count allowed, percent allowed) to how many may go: the larger of both.
    @Test(arguments: [(10, 2, 10, 2), (50, 2, 10, 5), (30, 0, 10, 3), (10, 0, 0, 0), (10, 20, 10, 10), (7, 0, 100, 7)])
    func `as many go as the count or the share allows`(
        _ people: Int, _ moreThan: Int, _ percent: Int, _ allowed: Int
    ) async throws {
        for backend in Backend.all {
            let ports = try backend.open(folder)
            let brake = try Self.brake(moreThan: moreThan, percent: percent)
            var verdicts: [RemovalVerdict] = []
            for delivery in try await Self.linked(people, ports) {
                verdicts.append(try await remove(delivery, ports, brake))
            }
            let expected =
                Array(repeating: RemovalVerdict.allowed, count: allowed)
                + Array(repeating: .held(removed: allowed), count: people - allowed)
            #expect(verdicts == expected)
        }
    }

    @Test(arguments: Backend.all) func `the window slides`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let people = try await Self.linked(6, ports)
        let brake = try Self.brake()
        for delivery in people.prefix(2) { #expect(try await remove(delivery, ports, brake) == .allowed) }
        #expect(try await remove(people[2], ports, brake) == .held(removed: 2))
        let almost = Sample.start + .seconds(3600) + .milliseconds(-1)
        #expect(try await remove(people[2], ports, brake, at: almost) == .held(removed: 2))
        #expect(try await remove(people[2], ports, brake, at: Sample.start + .seconds(3600)) == .allowed)
    }

    @Test(arguments: Backend.all) func `a removal that is tried again counts once`(_ backend: Backend) async throws {
        let ports = try backend.open(folder)
        let people = try await Self.linked(5, ports)
        let brake = try Self.brake(moreThan: 1)
        for _ in 1...3 {
            let verdict = try await ports.links.admitRemoval(
                by: people[0].id, connector: "wiki", brake: brake, at: Sample.start)
            #expect(verdict == .allowed)
        }
        #expect(try await remove(people[1], ports, brake) == .held(removed: 1))
    }

    @Test(arguments: Backend.all) func `of two that ask at once only one takes the last place`(
        _ backend: Backend
    ) async throws {
        let (one, two) = (try backend.open(folder), try backend.open(folder))
        let people = try await Self.linked(8, one)
        let brake = try Self.brake(moreThan: 3)
        let verdicts = try await withThrowingTaskGroup(of: RemovalVerdict.self) { group in
            for (number, delivery) in people.enumerated() {
                let links = (number % 2 == 0 ? one : two).links
                group.addTask {
                    try await links.admitRemoval(by: delivery.id, connector: "wiki", brake: brake, at: Sample.start)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(verdicts.count { $0 == .allowed } == 3)
    }
}
