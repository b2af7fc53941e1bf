package import Model
package import Reconciling

/// What one run of a command found and did: the one source of every report.
package struct RunReport: Sendable {
    /// How it ended, in a word.
    package enum Outcome: String, Hashable, Sendable {
        /// Nothing to do, or nothing found.
        case clean
        case changesPending = "changes pending"
        case applied
        case drifted
        /// A brake refused the plan.
        case refused
        case failed
    }

    /// `plan`, `apply`, `drift`, `validate`.
    package let command: String
    package let outcome: Outcome
    package let exitCode: Int
    package let plan: Plan?
    package let drift: Drift?
    /// What the run was asked about, such as the folder of the manifests: where a finding stands that has no line.
    package let subject: String?
    /// The revision that was written.
    package let revision: Int?
    /// When the run was made.
    package let at: Timestamp
    /// Errors and warnings, in their order.
    package let findings: [Diagnostic]

    package init(
        command: String, outcome: Outcome, exitCode: Int, subject: String? = nil, plan: Plan? = nil,
        drift: Drift? = nil, revision: Int? = nil, at: Timestamp, findings: [Diagnostic] = []
    ) {
        self.command = command
        self.outcome = outcome
        self.exitCode = exitCode
        self.subject = subject
        self.plan = plan
        self.drift = drift
        self.revision = revision
        self.at = at
        self.findings = findings
    }

    package var errors: [Diagnostic] { findings.filter { $0.severity == .error } }

    /// One line: `plan: changes pending. 1 to create, 2 to update, 0 to delete, 4 unchanged.`
    package var headline: String {
        var line = "\(command): \(outcome.rawValue)"
        if let revision { line += " as revision \(revision)" }
        if let drift {
            let known = drift.findings.count - drift.open.count
            line += ". \(drift.open.count) drifted" + (known > 0 ? ", \(known) acknowledged" : "")
            if let pending = drift.pending { line += ", \(pending.changes.count) pending" }
        } else if let summary = plan?.summary {
            line +=
                ". \(summary.create) to create, \(summary.update) to update, \(summary.delete) to delete, "
                + "\(summary.unchanged) unchanged"
        }
        return line + (errors.isEmpty ? "." : ". \(errors.count) \(errors.count == 1 ? "error" : "errors").")
    }
}

extension Drift.Finding {
    /// Who changed the resource, when, through what; without the resource.
    var history: String { "changed by \(change.by) at \(change.at) through `\(change.through)`" }

    /// Who accepted the difference, until when and why, for each acknowledgement, expired ones too; empty when nobody did.
    func acceptance(at now: Timestamp) -> String {
        acknowledgements.map { known in
            let place = known.path.isEmpty ? "" : " for \(known.path)"
            let end = known.hasExpired(at: now) ? "expired at \(known.until)" : "until \(known.until)"
            return "acknowledged\(place) by \(known.by), \(end): \(known.reason)"
        }.joined(separator: "; ")
    }
}
