import Foundation
import Simulation
import TestSupport
import Testing

/// The real engine in simulated universes. `RECONCILE_SEEDS` plays more of them, `RECONCILE_SEED` one.
@Suite(.timeLimit(.minutes(10)))
struct SimulationTests {
    static let environment = ProcessInfo.processInfo.environment
    static let count = environment["RECONCILE_SEEDS"].flatMap(UInt64.init) ?? 10_000
    static let only = environment["RECONCILE_SEED"].flatMap(UInt64.init)

    @Test func `every law holds in every universe`() async {
        let seeds = Self.only.map { $0..<$0 + 1 } ?? 1..<Self.count + 1
        let totals = await SeedRun(seeds: seeds, threads: ProcessInfo.processInfo.activeProcessorCount).run()
        for failure in totals.failures {
            Issue.record(
                """
                seed \(failure.seed): \(failure.problems.joined(separator: "; "))
                \(failure.trace)
                """)
        }
        #expect(totals.seeds > 0)
    }

    @Test func `a seed plays the same universe twice`() async {
        let seeds = Self.only.map { $0..<$0 + 1 } ?? 1..<201
        let first = await SeedRun(seeds: seeds, threads: 1, mostFailures: .max).run()
        let second = await SeedRun(seeds: seeds, threads: 2, mostFailures: .max).run()
        #expect(first.hash == second.hash)
        #expect(first.seeds == second.seeds)
    }
}
