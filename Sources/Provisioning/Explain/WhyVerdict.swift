package import Model

/// The answer in one sentence, and what to do when something is to be done.
package struct WhyVerdict: Hashable, Sendable {
    package let summary: String
    package let remedy: String?

    package init(_ summary: String, _ remedy: String? = nil) {
        self.summary = summary
        self.remedy = remedy
    }
}

extension Why.Connector {
    /// What all of it means at `now`.
    ///
    /// | connector | latest delivery | verdict |
    /// |---|---|---|
    /// | deleted or off | any | nothing is owed |
    /// | on | none | nothing is owed: no login, or the connector was off then |
    /// | on | of an earlier login | nothing is owed by the latest login |
    /// | on | of the latest login | how that delivery stands |
    package func verdict(at now: Timestamp) -> WhyVerdict {
        guard let spec else { return WhyVerdict("nothing is owed: the connector is not in the stored state") }
        guard spec.isEnabled else {
            return WhyVerdict(
                "nothing is owed: the connector is off",
                "set `enabled: true` in its manifest and apply, or `reconcile connector enable \(name)`")
        }
        guard let login else {
            guard let delivery else {
                return WhyVerdict(
                    "nothing is owed: no login of this person through connection `\(spec.connection.name)` is stored")
            }
            return verdict(on: delivery, at: now)
        }
        guard let delivery, delivery.login == login.id || delivery.asOf >= login.asOf else {
            return WhyVerdict(
                "nothing is owed: the connector was off or not there when this person signed in last",
                "the next login provisions them, or `reconcile provision --connection \(login.connection) "
                    + "--application \(login.application) --connector \(name) --claims FILE` now")
        }
        return verdict(on: delivery, at: now)
    }

    private func verdict(on delivery: DeliveryRecord, at now: Timestamp) -> WhyVerdict {
        switch delivery.status {
        case .succeeded, .unchanged: return ended(delivery)
        case .skipped:
            return WhyVerdict(
                "nothing was sent: \(delivery.reason ?? "nothing was owed")", delivery.explanation)
        case .superseded:
            return WhyVerdict("nothing was sent: a later login took its place")
        case .dead:
            return WhyVerdict(
                "given up after \(delivery.attempt) \(delivery.attempt == 1 ? "attempt" : "attempts")",
                "\(delivery.explanation ?? "mend what the reason names.") Then: `reconcile deliveries retry \(delivery.id)`"
            )
        case .held:
            return WhyVerdict(
                "the brake on deprovisioning holds it", "`reconcile deliveries approve \(delivery.id)` lets it go on")
        case .sent:
            return WhyVerdict("it is under way; a listener holds it until \(delivery.dueAt)")
        case .queued, .ambiguous: return waiting(delivery, at: now)
        }
    }

    private func ended(_ delivery: DeliveryRecord) -> WhyVerdict {
        guard let account else { return WhyVerdict("done: \(delivery.reason ?? delivery.status.rawValue)") }
        switch account.account {
        case .active(let id): return WhyVerdict("the account is as wanted: \(account.remoteName) (\(id))")
        case .deactivated(let id):
            return WhyVerdict("the account \(account.remoteName) (\(id)) was deactivated: the person left the scope")
        case .deleted: return WhyVerdict("the account \(account.remoteName) was deleted: the person left the scope")
        }
    }

    private func waiting(_ delivery: DeliveryRecord, at now: Timestamp) -> WhyVerdict {
        if let breaker {
            return WhyVerdict(
                "it waits: the breaker of the connector is open since \(breaker.since) (\(breaker.reason)); "
                    + "one delivery tries at \(breaker.probeAt)",
                "mend the target or the credentials; `reconcile connector reset \(name)` closes the breaker at once")
        }
        let doubt = delivery.status == .ambiguous ? ", and looks the account up first" : ""
        let failures = delivery.attempt == 0 ? "" : ": \(delivery.attempt) attempts failed so far"
        guard now - delivery.dueAt > Self.pollsMissed else {
            return WhyVerdict(
                "it waits; the next attempt is at \(delivery.dueAt)\(doubt)\(failures)", delivery.explanation)
        }
        return WhyVerdict(
            "it is due since \(delivery.dueAt), and nobody took it\(failures)",
            "check that `reconcile listen` runs on this state")
    }

    /// A listener looks every half second; one that is busy or rests takes longer.
    private static let pollsMissed = Duration.seconds(60)
}

extension LoginRecord {
    /// When it counts as having happened.
    package var asOf: Timestamp { min(occurredAt ?? receivedAt, receivedAt) }
}
