package import Model

/// What may be forgotten.
package struct RetentionRule: Hashable, Sendable {
    package enum DeadLetters: Hashable, Sendable {
        case keep
        case forget
    }

    package enum Mode: Hashable, Sendable {
        case delete
        case countOnly
    }

    /// Logins received before it go, unless one of their deliveries is open.
    package let loginsBefore: Timestamp
    /// Removals before it count in no brake any more.
    package let removalsBefore: Timestamp
    /// Ended sessions that would be over before it need not be remembered any more.
    package let sessionsBefore: Timestamp
    package let deadLetters: DeadLetters
    package let mode: Mode

    /// Shortest time that logins are kept: a sender's retry of an event must meet the first one.
    package static let shortest = Duration.seconds(3600)
    /// The brake on deprovisioning looks back so far.
    private static let brakeWindow = Duration.seconds(86_400)

    package init(keep: Duration, deadLetters: DeadLetters = .keep, mode: Mode = .delete, at now: Timestamp) {
        loginsBefore = now + (.zero - max(keep, Self.shortest))
        removalsBefore = now + (.zero - Self.brakeWindow)
        sessionsBefore = now
        self.deadLetters = deadLetters
        self.mode = mode
    }
}

/// What one batch of retention did.
package struct RetentionBatch: Hashable, Sendable {
    package let logins: Int
    package let deliveries: Int
    package let removals: Int
    /// Where the next batch begins; `nil` after the last one.
    package let next: Int?

    package init(logins: Int, deliveries: Int, removals: Int, next: Int?) {
        self.logins = logins
        self.deliveries = deliveries
        self.removals = removals
        self.next = next
    }
}

/// Deletes logins and deliveries that ended long ago. Account links and tombstones stay: they keep a late duplicate
/// from making an account again.
package struct Retention: Sendable {
    private let upkeep: any ProvisioningUpkeep
    private let clock: any Clock<Duration>

    /// Between two batches, longer than one takes: other processes ask for the store again and again, and must find
    /// it free more often than not.
    private static let pause = Duration.milliseconds(20)

    package init(_ upkeep: any ProvisioningUpkeep, clock: any Clock<Duration>) {
        self.upkeep = upkeep
        self.clock = clock
    }

    package struct Sum: Hashable, Sendable {
        package private(set) var logins = 0
        package private(set) var deliveries = 0
        package private(set) var removals = 0

        mutating func add(_ batch: RetentionBatch) {
            logins += batch.logins
            deliveries += batch.deliveries
            removals += batch.removals
        }
    }

    /// Deletes all that the rule allows, batch by batch, so that other writers get their turns; stops between two
    /// batches when the task is cancelled.
    package func forget(by rule: RetentionRule) async throws(StoreError) -> Sum {
        var sum = Sum()
        var cursor: Int? = 0
        while let start = cursor, !Task.isCancelled {
            let batch = try await upkeep.forget(rule, after: start)
            sum.add(batch)
            cursor = batch.next
            if batch.logins > 0, batch.next != nil { try? await clock.sleep(for: Self.pause) }
        }
        return sum
    }
}
