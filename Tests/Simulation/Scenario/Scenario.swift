import Model
import Provisioning

/// Everything about a universe that its seed decides beforehand.
struct Scenario: Sendable {
    let seed: UInt64
    let people: [Person]
    let connectors: [ConnectorPlan]
    let logins: [LoginPlan]
    let processes: Int
    /// After how many jobs of the process each incarnation of the first process ends, and how.
    let ends: [ProcessEnd]
    let disk: DiskPlan
    let pace: DispatchPace
    let changes: [StateChange]
    /// Moments and milliseconds by which the wall clock jumps.
    let jumps: [(moment: Int64, milliseconds: Int)]
    /// Microseconds; after it nothing fails any more.
    let faultsEnd: Int64

    var isCalm: Bool { ends.isEmpty && disk.percent == 0 && jumps.isEmpty && processes == 1 }
}

struct Person: Sendable {
    let number: Int
    let userName: String

    var subject: String { "s\(number)" }
    /// What the person's display names begin with.
    var mark: String { "p\(number)-" }
}

struct ConnectorPlan: Sendable {
    let name: String
    let concurrency: Int
    let perSecond: Int
    let timeoutSeconds: Int
    let maxAttempts: Int
    let isScoped: Bool
    let onScopeLoss: String
    /// Accounts that may be taken away before the brake holds; `nil` for more than there are.
    let mostRemovals: Int?
    let adopts: Bool
    /// Whether the target is told our subject, so that accounts of ours are told from others.
    let mapsExternalID: Bool
    let update: String
    let target: TargetPlan
}

struct TargetPlan: Sendable {
    let enforcesUniqueness: Bool
    /// Answers every look-up with everybody.
    let ignoresFilters: Bool
    /// How many of a hundred requests fail, and how.
    let faultPercent: Int
    let faults: [(item: Fault, weight: Int)]
    let windows: [Window]
    let existing: [ExistingAccount]
    let vanishings: [Vanishing]
    /// Nothing ever goes wrong there.
    let isHealthy: Bool

    struct Window: Sendable {
        let fault: Fault
        let start: Int64
        let end: Int64
    }

    struct ExistingAccount: Sendable {
        let person: Int
        /// `nil` for an account that no person of ours has the externalId of.
        let externalID: String?
    }

    struct Vanishing: Sendable {
        let person: Int
        let moment: Int64
    }
}

struct LoginPlan: Sendable {
    /// From 1; the event id is made of it.
    let number: Int
    let person: Int
    /// When the application reports it.
    let sentAt: Int64
    /// When the person signed in; `nil` when the application does not say.
    let occurredAt: Int64?
    let isInScope: Bool
    /// What the target shows of this login; unchanged attributes have an earlier login's.
    let text: String
    let hasUserName: Bool
    let duplicates: Int

    var eventID: String { "e\(number)" }
}

struct ProcessEnd: Sendable {
    enum Manner: Sendable {
        case crash
        /// At the next commit that follows: nobody learns of it.
        case crashAfterCommit
        case drain
    }

    let manner: Manner
    let jobs: Int
    /// Until the next process starts.
    let pause: Int64
}

struct DiskPlan: Sendable {
    let percent: Int
    let faults: [(item: Fault, weight: Int)]
}

/// A change of the stored state while logins arrive.
struct StateChange: Sendable {
    enum Kind: Sendable {
        case disable
        case delete
        case restore
    }

    let moment: Int64
    let connector: Int
    let kind: Kind
}
