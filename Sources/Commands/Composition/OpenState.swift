import FoundationEssentials
import Model
import Provisioning
import Reconciling
import SQLStore

/// An opened stored state, as the verbs see it: ports, and no word of what keeps it.
struct OpenState: Sendable {
    enum Access: Sendable {
        /// Makes the state when it is missing.
        case creating
        /// The state must be there: what is changed is in it.
        case writing
        /// Can change nothing; a missing file is an empty state.
        case reading
    }

    private let store: SQLiteStore

    init(_ options: StateOptions, _ access: Access) throws(Diagnostics) {
        if access == .writing { try Self.demand(options) }
        store = try Composition.store(options, access == .reading ? .readOnly : .readWrite)
    }

    /// Demands that the state is there.
    static func demand(_ options: StateOptions) throws(Diagnostics) {
        guard FileManager.default.fileExists(atPath: options.path) else {
            throw Diagnostics([
                Diagnostic(
                    .stateUnavailable, "there is no stored state at `\(options.path)`",
                    hint: "`reconcile apply -f manifests/` makes it; or name another one with --state")
            ])
        }
    }

    var state: any StateStore { store.state }
    var deliveries: any DeliveryQueue { store.deliveries }
    var links: any AccountLinks { store.links }
    var records: any ProvisioningRecords { store.records }
    var upkeep: any ProvisioningUpkeep { store.upkeep }

    /// Gives free space back to the file system; other writers wait meanwhile.
    func compact() async throws(StoreError) { try await store.compact() }

    func close() { store.close() }
}
