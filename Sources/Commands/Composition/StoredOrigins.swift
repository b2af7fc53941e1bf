import Model
import Provisioning
import Reconciling

/// Where the stored connectors come from.
enum StoredOrigins {
    /// The origin of each stored connector, by name.
    static func read(_ state: any StateStore) async throws(StoreError) -> [String: ManifestOrigin] {
        var origins: [String: ManifestOrigin] = [:]
        for record in try await state.readResources().resources.values where record.key.kind == .outboundConnector {
            var revision: Revision?
            if let number = record.revision { revision = try await state.revision(number) }
            origins[record.key.name] = ManifestOrigin(
                source: revision?.source(of: record.key).map { "\($0.file):\($0.line)" }, revision: record.revision,
                appliedAt: revision?.change.at, appliedBy: revision?.change.by,
                changedThrough: record.body == record.applied ? nil : record.changed.through)
        }
        return origins
    }
}
