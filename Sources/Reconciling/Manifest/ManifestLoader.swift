package import Model

/// Turns manifest files into resources: YAML → variables → schema.
package struct ManifestLoader: Sendable {
    private let reader: any NodeReading
    private let variables: VariableSubstitution
    private let catalogue: SchemaCatalogue
    /// How many files are read at once.
    private let parallelism: Int

    package init(
        reader: any NodeReading, variables: VariableSubstitution, catalogue: SchemaCatalogue, parallelism: Int
    ) {
        self.reader = reader
        self.variables = variables
        self.catalogue = catalogue
        self.parallelism = max(1, parallelism)
    }

    /// Reads every file, whatever is wrong with the others, so that one run reports every problem.
    ///
    /// - Returns: The manifests in file order, and all findings. With an error among them the manifests are incomplete.
    package func load(_ files: [ManifestFile]) async -> (manifests: [Manifest], findings: Diagnostics) {
        let parts = await withTaskGroup(of: [(Int, FileReading)].self) { group in
            // Interleaved shares: neighbouring files are often of like size.
            let shares = min(parallelism, files.count)
            for share in 0..<shares {
                group.addTask {
                    stride(from: share, to: files.count, by: shares).map { ($0, read(files[$0])) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        var manifests: [Manifest] = []
        var findings = Diagnostics()
        for (_, part) in parts.sorted(by: { $0.0 < $1.0 }) {
            manifests += part.manifests
            findings.findings += part.findings
        }
        return (manifests, findings)
    }

    private struct FileReading: Sendable {
        var manifests: [Manifest] = []
        var findings: [Diagnostic] = []
    }

    private func read(_ file: ManifestFile) -> FileReading {
        var result = FileReading()
        let (documents, findings) = reader.documents(in: file)
        result.findings += findings
        result.manifests.reserveCapacity(documents.count)
        for document in documents {
            let (filled, variableFindings) = variables.apply(to: document)
            let (manifest, findings) = Manifest.read(filled, catalogue: catalogue)
            result.findings += variableFindings + findings
            if let manifest, variableFindings.isEmpty { result.manifests.append(manifest) }
        }
        return result
    }
}
