import Foundation
import Model
import SQLStore
import Synchronization

/// Plays many seeds, on as many threads as told.
package final class SeedRun: Sendable {
    package struct Totals: Sendable {
        package fileprivate(set) var seeds = 0
        /// How often each fault was played.
        package fileprivate(set) var faults: [String: Int] = [:]
        /// Combines the hashes of all traces; the order in which the seeds were played does not matter.
        package fileprivate(set) var hash: UInt64 = 0
        /// By seed, ascending.
        package fileprivate(set) var failures: [Failure] = []
    }

    package struct Failure: Sendable {
        package let seed: UInt64
        package let problems: [String]
        package let trace: String
    }

    private struct State {
        var next: UInt64
        var running: Int
        var totals = Totals()
    }

    private let end: UInt64
    private let threads: Int
    private let mostFailures: Int
    private let progress: @Sendable (Int, Failure?) -> Void
    private let state: Mutex<State>

    /// - Parameters:
    ///   - mostFailures: After so many the rest is left out.
    ///   - progress: Called for each seed with how many were played, and what it broke; from any thread.
    package init(
        seeds: Range<UInt64>, threads: Int = 2, mostFailures: Int = 5,
        progress: @escaping @Sendable (Int, Failure?) -> Void = { _, _ in }
    ) {
        end = seeds.upperBound
        self.threads = max(1, min(threads, seeds.count))
        self.mostFailures = mostFailures
        self.progress = progress
        state = Mutex(State(next: seeds.lowerBound, running: self.threads))
    }

    /// Plays the seeds, and returns when all were played.
    ///
    /// A universe needs a thread for itself: the cooperative ones would run what its tasks left behind.
    package func run() async -> Totals {
        await withCheckedContinuation { continuation in
            for _ in 0..<threads {
                let thread = Thread { [self] in
                    work()
                    let last = state.withLock { state in
                        state.running -= 1
                        return state.running == 0
                    }
                    if last { continuation.resume() }
                }
                thread.stackSize = 8 << 20
                thread.start()
            }
        }
        return state.withLock { state in
            state.totals.failures.sort { $0.seed < $1.seed }
            return state.totals
        }
    }

    private func work() {
        KeptMemory.keep()
        do throws(StoreError) {
            let store = try MemoryTransactions()
            while let seed = takeSeed() {
                note(try Universe(seed: seed, store: store).run())
            }
        } catch {
            let failure = Failure(seed: end, problems: ["the store can't be used: \(error)"], trace: "")
            state.withLock { $0.totals.failures.append(failure) }
        }
    }

    private func takeSeed() -> UInt64? {
        state.withLock { state in
            guard state.next < end, state.totals.failures.count < mostFailures else { return nil }
            defer { state.next += 1 }
            return state.next
        }
    }

    private func note(_ verdict: Verdict) {
        let failure =
            verdict.problems.isEmpty
            ? nil : Failure(seed: verdict.seed, problems: verdict.problems, trace: verdict.trace())
        let count = state.withLock { state in
            state.totals.seeds += 1
            state.totals.hash ^= verdict.hash &* (2 &* verdict.seed &+ 1)
            for (fault, number) in verdict.faults { state.totals.faults[fault, default: 0] += number }
            if let failure { state.totals.failures.append(failure) }
            return state.totals.seeds
        }
        progress(count, failure)
    }
}
