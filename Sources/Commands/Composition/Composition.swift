import CurlTransport
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
        templates: templateReading.remembering)

    static let nodeReader: any NodeReading = YAMLNodeReader()

    /// The text of a manifest as `fmt` leaves it.
    static func formatted(_ manifest: Value) -> String {
        let text = YAMLWriter.write(manifest)
        let formatter = ManifestFormatter { catalogue.keyOrder(of: $0) }
        switch formatter.format(ManifestFile(path: "manifest.yaml", bytes: Array(text.utf8))) {
        case .formatted(let bytes): return String(decoding: bytes, as: UTF8.self)
        case .refused: return text
        }
    }

    /// The stored resources, opened so that nothing can be written; a missing file is an empty state.
    static func readableState(_ options: StateOptions) throws(Diagnostics) -> any StateStore {
        try store(options, .readOnly).state
    }

    /// The stored state as it is, read without writing anything: neither to its file nor beside it.
    static func snapshot(_ options: StateOptions) async throws(Diagnostics) -> StoredState {
        let store = try store(options, .snapshot)
        defer { store.close() }
        do throws(StoreError) {
            return try await store.state.read()
        } catch .busy {
            // Somebody opened the state meanwhile: it is read beside the writer, as any reader does.
            return try await Applier.reading(try readableState(options))
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    /// What happened, opened so that nothing can be written; a missing file is an empty state.
    static func records(_ options: StateOptions) throws(Diagnostics) -> any ProvisioningRecords {
        try store(options, .readOnly).records
    }

    /// The HTTP client, with what it trusts besides the system's authorities.
    static func transport(caFile: String?) throws(Diagnostics) -> CurlTransport {
        do throws(TransportError) {
            return try CurlTransport(
                options: CurlTransport.Options(caFile: caFile, userAgent: "reconcile/\(Program.version)"))
        } catch {
            throw Diagnostics([
                Diagnostic(.listenFailed, "the HTTP client can't start: \(error.reason)", hint: "check --ca-file")
            ])
        }
    }

    /// Asks the store; its failure becomes a finding.
    static func asking<Answer>(
        _ body: () async throws(StoreError) -> Answer
    ) async throws(Diagnostics) -> Answer {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }

    static func store(_ options: StateOptions, _ access: SQLiteStore.Access) throws(Diagnostics) -> SQLiteStore {
        do throws(StoreError) {
            return try SQLiteStore.open(path: options.path, access: access, busyTimeout: options.lockTimeout.duration)
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }
}
