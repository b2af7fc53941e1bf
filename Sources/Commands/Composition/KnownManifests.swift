import Reconciling
import Synchronization

/// The manifests that this process looked at last, for whoever compares the stored state with them.
final class KnownManifests: Sendable {
    struct Known: Sendable {
        let manifests: [Manifest]
        let request: PlanRequest
    }

    private let known = Mutex<Known?>(nil)

    /// `nil` until manifests were read.
    var current: Known? { known.withLock { $0 } }

    func note(_ manifests: [Manifest], _ request: PlanRequest) {
        known.withLock { $0 = Known(manifests: manifests, request: request) }
    }
}
