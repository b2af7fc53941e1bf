package import Model

/// A connector whose breaker is not closed, as every process that shares the state knows it.
package struct ConnectorHealth: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        /// Nothing is sent until the probe's time.
        case open
        /// One delivery is on its way to find out.
        case halfOpen
    }

    package let state: State
    /// Why it opened, without secrets.
    package let reason: String
    package let code: DiagnosticCode?
    /// When it opened.
    package let since: Timestamp
    /// When one delivery may try again.
    package let probeAt: Timestamp
    /// How often it opened since it was last closed, from 1.
    package let openings: Int

    package init(
        state: State, reason: String, code: DiagnosticCode?, since: Timestamp, probeAt: Timestamp, openings: Int
    ) {
        self.state = state
        self.reason = reason
        self.code = code
        self.since = since
        self.probeAt = probeAt
        self.openings = openings
    }
}

/// What an attempt says about the target's health, apart from the delivery's own fate.
package enum TargetSign: Hashable, Sendable {
    /// It answered sensibly, if only to refuse this one person.
    case healthy
    /// It failed or could not be reached.
    case failing
    /// It refuses our credentials, or we have none to show: everybody would meet the same.
    case refusing
    /// Nothing was learned: nothing was sent, or it only asked us to slow down.
    case none
}
