import Model
import Reconciling
import Reports

/// Applies manifests whenever they change, and with self-healing also what somebody changed by hand.
///
/// What a brake refused is not tried again until the manifests change; what failed otherwise is, ever later.
actor ApplyWatch {
    /// What becomes of drift between two changes of the manifests.
    enum Healing: Sendable {
        case tell
        case heal
    }

    private let manifests: ManifestOptions
    private let plan: PlanOptions
    private let state: StateOptions
    private let arguments: ApplyArguments
    private let healing: Healing
    private let reports: ReportOptions
    private let known: KnownManifests
    private let console: Console
    /// The manifests that were tried last: nothing is tried twice.
    private var tried: String?
    /// How that ended when a brake refused it.
    private var refusal: RunEnd?

    init(
        manifests: ManifestOptions, plan: PlanOptions, state: StateOptions, arguments: ApplyArguments,
        healing: Healing, reports: ReportOptions, known: KnownManifests, console: Console
    ) {
        self.manifests = manifests
        self.plan = plan
        self.state = state
        self.arguments = arguments
        self.healing = healing
        self.reports = reports
        self.known = known
        self.console = console
    }

    /// One round.
    func look() async -> Sighting {
        await reports.seeing("apply", about: manifests.filenames.first, console) { try await round() }
    }

    private func round() async throws -> RunEnd {
        let loaded = try await manifests.load()
        let digest = ManifestDigest.of(loaded)
        let request = plan.request(owner: state.owner)
        known.note(loaded, request)
        guard digest == tried else {
            refusal = nil
            let end = try await apply(loaded, request, digest)
            tried = digest
            return end
        }
        if let refusal { return refusal }
        let stored = try await Composition.snapshot(state)
        let drift = try Drift.between(loaded, stored: stored, request, at: SystemClock().now)
        switch (drift.status, healing) {
        case (.none, _): return RunEnd(outcome: .clean, drift: drift)
        case (.drifted, .tell): return RunEnd(status: .drifted, outcome: .drifted, drift: drift)
        case (.pending, .tell):
            return RunEnd(status: .changesPending, outcome: .changesPending, plan: drift.pending, drift: drift)
        case (.drifted, .heal):
            // What somebody acknowledged stays.
            let targets = Set(drift.open.map(\.key))
            let healed = PlanRequest(
                owner: request.owner, ownership: request.ownership, selection: Selection(targets: targets))
            return try await apply(loaded, healed, digest)
        case (.pending, .heal): return try await apply(loaded, request, digest)
        }
    }

    private func apply(_ loaded: [Manifest], _ request: PlanRequest, _ digest: String) async throws -> RunEnd {
        let end = try await ApplyRun(
            command: "apply", state: state, arguments: arguments.unattended, form: .table, console: console
        ).run { (stored) throws(Diagnostics) in
            try Applier.plan(loaded, against: stored, request, digest: digest)
        }
        // Healing is refused once too, and not shown anew at every look.
        if end.outcome == .refused { refusal = end }
        return end
    }
}
