package import Model

/// How a connector stands: its breaker, its queue and its accounts.
package struct ConnectorStanding: Hashable, Sendable {
    /// `nil` while it is closed.
    package var breaker: ConnectorHealth?
    /// Of deliveries that wait, are under way, are held or are dead letters.
    package var counts: [DeliveryStatus: Int]
    /// When the login was received whose delivery waits for the longest, held ones left out.
    package var waitingSince: Timestamp?
    package var accounts: [AccountRecord.State: Int]

    package init(
        breaker: ConnectorHealth? = nil, counts: [DeliveryStatus: Int] = [:], waitingSince: Timestamp? = nil,
        accounts: [AccountRecord.State: Int] = [:]
    ) {
        self.breaker = breaker
        self.counts = counts
        self.waitingSince = waitingSince
        self.accounts = accounts
    }

    package var dead: Int { counts[.dead] ?? 0 }
    package var held: Int { counts[.held] ?? 0 }
    /// Deliveries that will be tried without anybody's doing.
    package var waiting: Int { counts.filter { $0.key != .dead && $0.key != .held }.values.reduce(0, +) }
    package var linked: Int { accounts[.active] ?? 0 }
}
