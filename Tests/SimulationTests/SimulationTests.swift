import Foundation
import Simulation
import TestSupport
import Testing

/// The real engine in simulated universes. `RECONCILE_SEEDS` plays more of them, `RECONCILE_SEED` one.
///
/// `make test` plays ten times as many in an optimised build, which takes the same time.
@Suite(.timeLimit(.minutes(20)))
struct SimulationTests {
    static let environment = ProcessInfo.processInfo.environment
    static let count = environment["RECONCILE_SEEDS"].flatMap(UInt64.init) ?? 1_000
    static let only = environment["RECONCILE_SEED"].flatMap(UInt64.init)

    @Test func `every law holds in every universe`() async {
        let seeds = Self.only.map { $0..<$0 + 1 } ?? 1..<Self.count + 1
        let totals = await SeedRun(seeds: seeds, threads: ProcessInfo.processInfo.activeProcessorCount).run()
        for failure in totals.failures {
            Issue.record("seed \(failure.seed) breaks \(failure.problems.joined(separator: "\n"))\n\(failure.trace)")
        }
        #expect(totals.failures.isEmpty && totals.seeds == seeds.count)
        guard Self.only == nil, Self.count >= 1000 else { return }
        #expect(Set(totals.faults.keys) == Fault.names, "a thousand universes play every fault")
    }

    @Test func `a seed plays the same universe in every run and process`() async throws {
        let first = await SeedRun(seeds: 1..<101, threads: 1).run()
        let second = await SeedRun(seeds: 1..<101, threads: 2).run()
        #expect(first.hash == second.hash)
        let elsewhere = try await ProgramRun.command(
            try ProgramRun.executable("simulate").path(percentEncoded: false), ["--seeds", "100"])
        #expect(elsewhere.stdout.contains("\nhash \(String(first.hash, radix: 16))\n"), "\(elsewhere.stdout)")
    }

    @Test func `different seeds play different universes`() async {
        let first = await SeedRun(seeds: 1..<2).run()
        let second = await SeedRun(seeds: 2..<3).run()
        #expect(first.hash != second.hash)
    }
}
