import Foundation
import Synchronization

/// A case that broke a law.
package struct LawBroken: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// One law and how it is tried.
package struct Law: Sendable {
    package let name: String
    /// How many cases one try is worth.
    package let casesPerTry: Int
    /// A law whose cases are cheap is tried this many times as often as asked.
    package var factor = 1
    /// Tries it with a seed; throws `LawBroken`.
    package let hold: @Sendable (UInt64) async throws -> Void

    package static let all = [planning, savedPlan, rollback, forgery]
}

/// Tries a law with many seeds on several tasks.
package struct LawRun: Sendable {
    private let law: Law
    private let seed: UInt64
    private let cases: Int

    package init(_ law: Law, seed: UInt64, cases: Int) {
        self.law = law
        self.seed = seed
        self.cases = cases
    }

    package var tries: Int { (cases * law.factor + law.casesPerTry - 1) / law.casesPerTry }

    /// - Returns: What broke first, by try; empty when the law held.
    package func run(tasks: Int = ProcessInfo.processInfo.activeProcessorCount) async -> [String] {
        await withTaskGroup(of: [(Int, String)].self) { group in
            for task in 0..<tasks {
                group.addTask {
                    var broken: [(Int, String)] = []
                    for number in stride(from: task, to: tries, by: tasks) where broken.isEmpty {
                        do {
                            try await law.hold(seed &+ UInt64(number))
                        } catch {
                            broken.append((number, "seed \(seed &+ UInt64(number)): \(error)"))
                        }
                    }
                    return broken
                }
            }
            return await group.reduce(into: [], +=).sorted { $0.0 < $1.0 }.map(\.1)
        }
    }
}
