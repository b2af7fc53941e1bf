import Model
import Provisioning
import Testing

@Suite struct DeliveryOutcomeTests {
    static let failures: [(outcome: DeliveryOutcome, code: DiagnosticCode)] = [
        (.outOfScope(reason: "in none of the groups"), .outOfScope),
        (.conflict(reason: "belongs to another person", candidates: []), .remoteConflict),
        (.unauthorised(reason: "the target answered 401"), .remoteUnauthorised),
        (.throttled(reason: "the target answered 429", retryAt: nil), .remoteThrottled),
        (.rejected(.emptyRequired, reason: "no user name"), .emptyRequired),
        (.transient(.remoteUnreachable, reason: "refused", retryAt: nil), .remoteUnreachable),
        (.ambiguous(.doubtfulOutcome, reason: "timed out"), .doubtfulOutcome),
    ]

    @Test(arguments: failures)
    func `an outcome that is no success has a code, a reason and no account`(
        outcome: DeliveryOutcome, code: DiagnosticCode
    ) {
        #expect(outcome.code == code)
        #expect(!outcome.reason.isEmpty)
        #expect(outcome.account == nil)
    }
}
