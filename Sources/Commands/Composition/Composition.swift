import Model
import Provisioning
import Reconciling
import SQLStore
import YAMLReader

/// The only place that names adapters together.
enum Composition {
    /// Every kind and type this program knows.
    static let catalogue = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: Template.reading)

    static let nodeReader: any NodeReading = YAMLNodeReader()

    static func writableStore(_ options: StateOptions) throws(Diagnostics) -> SQLiteStore {
        try open(options, .readWrite)
    }

    /// A store that can't be written through; a missing file is an empty state.
    static func readableStore(_ options: StateOptions) throws(Diagnostics) -> SQLiteStore {
        try open(options, .readOnly)
    }

    private static func open(_ options: StateOptions, _ access: SQLiteStore.Access) throws(Diagnostics) -> SQLiteStore {
        do throws(StoreError) {
            return try SQLiteStore.open(path: options.path, access: access, busyTimeout: options.lockTimeout)
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }
}
