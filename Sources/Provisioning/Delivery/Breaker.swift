package import Model

/// Stops pressing a target that fails, and finds out with one delivery at a time when it is back.
///
/// | state | event | next |
/// |---|---|---|
/// | closed | credentials refused | open |
/// | closed | failure whose score reaches the threshold | open |
/// | closed | anything else | closed, with the score moved |
/// | open | its time came | half-open: one delivery may go |
/// | half-open | sound answer | closed; concurrency grows from one again |
/// | half-open | failure or refusal | open, for twice as long |
/// | half-open | the probe told nothing | open, asked again at once |
///
/// The score is a cumulative sum of log-likelihood ratios (Page 1954; Wald 1945) that tests "half of the calls fail"
/// against "a tenth of them fail": a failure adds ln(0.5 / 0.1), a sound answer takes ln(0.9 / 0.5) away, and it never
/// falls below zero. At the threshold of 11.5:
/// - eight failures in a row open it (8 · 1.609 = 12.9; seven give 11.3), a target of which every other call fails
///   after some 23 calls;
/// - a target of which a tenth of the calls fail is cut off wrongly at most once in e^11.5 ≈ 98,000 calls on average
///   (Lorden 1971: the mean run to a false alarm is at least e^threshold).
///
/// Failures of one and the same person in a row count once, so that a person whom the target can't digest stops nobody
/// else.
package struct Breaker: Sendable {
    private enum State: Sendable {
        case closed(score: Double)
        case open
        case halfOpen
    }

    package static let threshold = 11.5
    package static let ofFailure = 1.6094
    package static let ofSoundness = 0.5878
    /// Half of a pause is certain, so that a target is not pressed by a lucky draw of the jitter.
    package static let pause = Backoff(base: .seconds(5), cap: .seconds(300))

    private var state = State.closed(score: 0)
    private var lastFailed: Subject?
    /// `nil` while it is closed.
    package private(set) var health: ConnectorHealth?

    package init() {}

    /// Whether it is closed and remembers no failure.
    package var isAtRest: Bool {
        if case .closed(let score) = state { score == 0 } else { false }
    }

    /// Whether deliveries may start, how many of them.
    package enum Room: Hashable, Sendable {
        case free
        case one
        case none
    }

    package func room(at now: Timestamp) -> Room {
        switch state {
        case .closed: .free
        case .open: health.map { $0.probeAt <= now } ?? true ? .one : .none
        case .halfOpen: .none
        }
    }

    /// Notes that the probe starts.
    package mutating func probeStarted() {
        guard case .open = state, let health else { return }
        state = .halfOpen
        self.health = health.with(.halfOpen)
    }

    /// Notes what an attempt told.
    ///
    /// - Parameter retryAt: When the target itself wants to be asked again.
    /// - Returns: Whether the health moved, so that it has to be recorded.
    package mutating func noted(
        _ sign: TargetSign, of subject: Subject, reason: String, code: DiagnosticCode?, retryAt: Timestamp?,
        at now: Timestamp, random: inout some RandomNumberGenerator
    ) -> Bool {
        switch (state, sign) {
        case (.closed, .healthy):
            if case .closed(let score) = state { state = .closed(score: max(0, score - Self.ofSoundness)) }
            lastFailed = nil
            return false
        case (.closed(let score), .failing):
            guard lastFailed != subject else { return false }
            lastFailed = subject
            state = .closed(score: score + Self.ofFailure)
            guard score + Self.ofFailure >= Self.threshold else { return false }
        case (.closed, .refusing), (.halfOpen, .failing), (.halfOpen, .refusing): break
        case (.halfOpen, .healthy):
            close()
            return true
        case (.halfOpen, .none):
            state = .open
            health = health?.with(.open)
            return true
        // Deliveries that were under way when it opened.
        case (.open, _), (.closed, .none): return false
        }
        open(reason: reason, code: code, retryAt: retryAt, at: now, random: &random)
        return true
    }

    /// Takes over what the store says: another process moved the breaker, or somebody reset it.
    package mutating func follow(_ stored: ConnectorHealth?) {
        guard stored != health else { return }
        guard let stored else { return close() }
        if case .halfOpen = state { return }
        state = .open
        health = stored.with(.open)
    }

    private mutating func close() {
        state = .closed(score: 0)
        lastFailed = nil
        health = nil
    }

    private mutating func open(
        reason: String, code: DiagnosticCode?, retryAt: Timestamp?, at now: Timestamp,
        random: inout some RandomNumberGenerator
    ) {
        let openings = (health?.openings ?? 0) + 1
        let half = Self.pause.ceiling(after: openings).inMilliseconds / 2
        let probeAt = now + .milliseconds(half + Int.random(in: 0...half, using: &random))
        state = .open
        health = ConnectorHealth(
            state: .open, reason: reason, code: code, since: health?.since ?? now,
            probeAt: max(probeAt, retryAt ?? probeAt), openings: openings)
    }
}

extension ConnectorHealth {
    fileprivate func with(_ state: State) -> ConnectorHealth {
        ConnectorHealth(
            state: state, reason: reason, code: code, since: since, probeAt: probeAt, openings: openings)
    }
}
