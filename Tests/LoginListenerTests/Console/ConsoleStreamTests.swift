import Foundation
import Hummingbird
import HummingbirdTesting
import Model
import Provisioning
import ServiceLifecycle
import Synchronization
import TestSupport
import Testing

@testable import LoginListener

/// What the stream of events sends, and when it ends.
@Suite(.timeLimit(.minutes(1)))
struct ConsoleStreamTests {
    /// What a stream wrote.
    private final class Written: Sendable {
        let texts = Mutex<[String]>([])
        var all: String { texts.withLock { $0.joined() } }
        func add(_ text: String) { texts.withLock { $0.append(text) } }
        /// The identifier of the last event.
        var mark: String? { all.matches(of: /(?m)^id: (\w+)$/).last.map { String($0.1) } }
    }

    private func stream(
        _ house: SampleHouse, _ time: SimulatedTime, isAdmitted: @escaping @Sendable () -> Bool = { true }
    ) throws -> ConsoleStream {
        ConsoleStream(
            glances: ConsoleGlances(wallClock: time, look: house.ports().glance),
            parts: try ConsolePages.read.get().parts, means: ConsoleParts.Means(formToken: nil), clock: time.clock,
            isAdmitted: isAdmitted)
    }

    /// Lets the time run while a stream is open, and ends it.
    private func watch(
        _ house: SampleHouse, _ time: SimulatedTime, after mark: String? = nil,
        _ body: (Written) async throws -> Void
    ) async throws {
        let isOpen = Mutex(true)
        let written = Written()
        let stream = try stream(house, time) { isOpen.withLock { $0 } }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await stream.run(after: mark) { written.add($0) } }
            try #require(await time.run(step: .zero) { time.sleeping == 1 })
            try await body(written)
            isOpen.withLock { $0 = false }
            #expect(await time.run { written.all.hasSuffix(": the stream ends\n\n") })
            try await group.waitForAll()
        }
    }

    @Test func `it brings every part, then only what changed, with news of deliveries`() async throws {
        let house = SampleHouse()
        let time = SimulatedTime()
        try await watch(house, time) { written in
            let first = written.all
            #expect(first.hasPrefix("retry: 3000\n\nid: "))
            #expect(
                first.matches(of: /(?m)^event: (\w+)$/).map { String($0.1) } == ["house", "attention", "deliveries"])
            let count = written.texts.withLock { $0.count }
            _ = await time.run(settled: { time.sleeping == 1 }) { time.elapsed > .seconds(5) }
            #expect(written.texts.withLock { $0.count } == count, "nothing changed, so nothing is sent")

            let settled = [SampleHouse.delivery("dlv_4", .succeeded, attempt: 3)] + SampleHouse.deliveries.dropFirst()
            house.show(SampleHouse.glance(deliveries: settled, at: time.now))
            try #require(await time.run(settled: { time.sleeping == 1 }) { written.all.contains("event: news") })
            let more = written.all.dropFirst(first.count)
            #expect(more.matches(of: /(?m)^event: (\w+)$/).map { String($0.1) } == ["deliveries", "news"])
            #expect(more.contains("data: 1 delivery changed; the latest, to wiki, is succeeded.\n\n"))
        }
    }

    @Test func `a silent stream shows that it is alive`() async throws {
        let house = SampleHouse()
        let time = SimulatedTime()
        try await watch(house, time) { written in
            #expect(await time.run(settled: { time.sleeping == 1 }) { written.all.hasSuffix(": nothing changed\n\n") })
            #expect(time.elapsed >= .seconds(9) && time.elapsed < .seconds(13))
        }
    }

    @Test func `a browser that comes back gets only what it has not seen`() async throws {
        let house = SampleHouse()
        var mark: String?
        try await watch(house, SimulatedTime()) { mark = $0.mark }
        #expect(mark?.count == 16)
        try await watch(house, SimulatedTime(), after: mark) { written in
            #expect(written.all == "retry: 3000\n\n")
        }
        house.show(SampleHouse.glance(deliveries: []))
        try await watch(house, SimulatedTime(), after: mark) { written in #expect(written.all.contains("event: house"))
        }
    }

    @Test(arguments: ["a\nb", "a\rb", "a\r\nb", "a\n\nevent: forged", "a\r\rid: 7"])
    func `no line end of a text ends the event`(text: String) {
        let event = ConsoleStream.event("house", text, id: "1")
        let lines = event.utf8.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }
            .map { String(decoding: Array($0), as: UTF8.self) }
        #expect(lines.prefix(2) == ["id: 1", "event: house"] && lines.suffix(2) == ["", ""])
        #expect(lines.dropFirst(2).dropLast(2).allSatisfy { $0.hasPrefix("data: ") }, "\(lines)")
    }

    @Test func `it ends when the listener drains, and only so many are open at once`() async throws {
        let fixture = try ConsoleAccessTests.fixture()
        let port = Mutex<Int?>(nil)
        let application = fixture.application(
            clock: ContinuousClock(), isListening: { _, bound in port.withLock { $0 = bound } })
        let group = ServiceGroup(services: [application], logger: application.logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let bound = try await poll { port.withLock { $0 } }
            let address = "http://127.0.0.1:\(bound)/console/events"
            let streams = (0..<ConsoleRoutes.mostStreams).map { _ in Curl(address) }
            for stream in streams { try stream.start() }
            for stream in streams { _ = try await poll { stream.output.contains("event: deliveries") ? true : nil } }
            let late = Curl(address, "-i")
            try late.start()
            _ = try await poll { late.output.contains(" 503 ") ? true : nil }
            await group.triggerGracefulShutdown()
            for stream in streams {
                #expect(try await poll { stream.isRunning ? nil : stream.output }.hasSuffix(": the stream ends\n\n"))
            }
            try await tasks.waitForAll()
        }
    }

    private func poll<Found>(_ condition: () -> Found?) async throws -> Found {
        let end = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < end {
            if let found = condition() { return found }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw NotSeen()
    }

    private struct NotSeen: Error {}
}

/// A `curl` under way, which we did not write.
private final class Curl: Sendable {
    private let program: Mutex<RunningProgram?>
    private let arguments: [String]

    init(_ arguments: String...) {
        program = Mutex(nil)
        self.arguments = ["curl", "-s", "-N", "--max-time", "30"] + arguments
    }

    func start() throws {
        let started = try RunningProgram(URL(filePath: "/usr/bin/env"), arguments)
        program.withLock { $0 = started }
    }

    var output: String { program.withLock { $0?.stdout ?? "" } }
    var isRunning: Bool { program.withLock { $0?.isRunning ?? false } }
}
