import FoundationEssentials
import Importing
import Model
import Reconciling

/// The texts of imported manifests, read back as `validate` would before any of them is written.
struct ImportCheck {
    let files: [(path: String, text: String)]
    /// What `validate` warns of.
    let warnings: [Diagnostic]

    /// - Throws: `Diagnostics` at the places of the export when a manifest would be refused.
    init(_ tree: ImportedTree, in folder: String, variables: [String: String]) async throws(Diagnostics) {
        let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        files = tree.manifests.map { (path: "\(base)/\($0.path)", text: Composition.formatted($0.value)) }
        let loader = ManifestLoader(
            reader: Composition.nodeReader, variables: VariableSubstitution(variables),
            catalogue: Composition.catalogue, parallelism: ProcessInfo.processInfo.activeProcessorCount)
        let loaded = await loader.load(files.map { ManifestFile(path: $0.path, bytes: Array($0.text.utf8)) })
        let across = DesiredState.resolving(loaded.manifests, broken: loaded.broken).findings
        let findings = loaded.findings.findings + across.findings
        var sources: [String: ImportedManifest] = [:]
        for manifest in tree.manifests { sources["\(base)/\(manifest.path)"] = manifest }
        let refused = Diagnostics(findings).errors.map { finding in
            Self.refused(finding, finding.location.flatMap { sources[$0.file] })
        }
        guard refused.isEmpty else { throw Diagnostics(tree.findings.findings + refused) }
        warnings = Diagnostics(findings).warnings
    }

    private static func refused(_ finding: Diagnostic, _ manifest: ImportedManifest?) -> Diagnostic {
        let subject = manifest.map { "\($0.key)" } ?? "the manifests"
        return Diagnostic(
            .sourceNotValid, at: manifest?.source, path: finding.path,
            "\(subject) would be refused (\(finding.code.id)): \(finding.message)", hint: finding.hint,
            isSensitive: true)
    }
}
