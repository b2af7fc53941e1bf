import Model

/// How the program ends. The numbers are public and stable.
package enum ExitStatus: Int32, Error, Sendable {
    case done = 0
    case failed = 1
    /// `plan --detailed-exitcode` and `drift`.
    case changesPending = 2
    /// Beats `changesPending`.
    case drifted = 3
    case refusedByBrake = 4
    case partlyDone = 5
    case lockHeld = 6
    case stalePlan = 7
    case usage = 64
    /// SIGINT.
    case interrupted = 130
    /// SIGTERM.
    case terminated = 143

    private static let stale: Set<DiagnosticCode> = [.stalePlan, .savedPlanUnreadable, .foreignPlan, .expiredPlan]

    /// The status that findings demand.
    init(for diagnostics: Diagnostics) {
        let codes = Set(diagnostics.errors.map(\.code))
        if codes.contains(.stateLocked) {
            self = .lockHeld
        } else if !codes.isDisjoint(with: Self.stale) {
            self = .stalePlan
        } else if !codes.isEmpty, codes.allSatisfy({ $0.id.hasPrefix("R3") }) {
            self = .refusedByBrake
        } else {
            self = .failed
        }
    }
}
