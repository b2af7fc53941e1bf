import Foundation
import Model
import Provisioning
import TestSupport
import Testing

/// What every connector type keeps to when answers go wrong. `RECONCILE_MUTATED_ANSWERS` and `RECONCILE_MUTATION_SEED`
/// raise the number and repeat a run.
@Suite struct MutatedAnswerTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let least = environment["RECONCILE_MUTATED_ANSWERS"].flatMap(Int.init) ?? 10_000
    private static let seed = environment["RECONCILE_MUTATION_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

    @Test(arguments: ConnectorLawTests.subjects)
    func `no wrong answer makes a link to an account that no answer named, a second account, or a leak`(
        subject: ConnectorLawTests.Subject
    ) async throws {
        var random = SeededRandom(seed: Self.seed)
        var (mutated, linked) = (0, 0)
        var kinds: [AnswerMutation: Int] = [:]
        while mutated < Self.least {
            let play = try MutationPlay(subject, seed: random.next())
            for number in 0..<40 {
                let problems = try await play.act(number, &random)
                for problem in problems { Issue.record("\(subject.type), seed \(Self.seed): \(problem)") }
                guard problems.count < 10 else { return }
            }
            mutated += play.transport.mutated
            linked += play.linked
            kinds.merge(play.transport.byKind, uniquingKeysWith: +)
        }
        print(
            "mutated answers, \(subject.type): \(mutated), seed \(Self.seed), \(linked) attempts succeeded all the same"
        )
        #expect(AnswerMutation.allCases.allSatisfy { kinds[$0, default: 0] > mutated / 50 })
        #expect(linked > mutated / 100, "nothing succeeds: the play tests nothing but failures")
    }
}
