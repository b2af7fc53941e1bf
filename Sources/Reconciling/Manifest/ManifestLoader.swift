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
    /// - Returns: The manifests in file order, what could be told of broken ones, and all findings.
    package func load(_ files: [ManifestFile]) async -> LoadedManifests {
        let parts = await withTaskGroup(of: [(Int, LoadedManifests)].self) { group in
            // Interleaved shares: neighbouring files are often of like size.
            let shares = min(parallelism, files.count)
            for share in 0..<shares {
                group.addTask {
                    stride(from: share, to: files.count, by: shares).map { ($0, read(files[$0])) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return parts.sorted { $0.0 < $1.0 }.reduce(into: LoadedManifests()) { $0.append($1.1) }
    }

    private func read(_ file: ManifestFile) -> LoadedManifests {
        var result = LoadedManifests()
        let (documents, findings) = reader.documents(in: file)
        result.findings.findings += findings
        // What could not be read stands in the tree as nothing, what could not be filled in as it was written; that
        // this is no proper value either is no second finding.
        let unread = Set(findings.compactMap(\.location))
        result.manifests.reserveCapacity(documents.count)
        // Most files hold no `$` at all: their trees need not be walked for variables.
        let mayHoldVariables = file.bytes.contains(UInt8(ascii: "$"))
        for document in documents {
            let (filled, variableFindings) = mayHoldVariables ? variables.apply(to: document) : (document, [])
            let reading = Manifest.read(filled, catalogue: catalogue)
            result.findings.findings += variableFindings
            let blamed = unread.union(variableFindings.compactMap(\.location))
            result.findings.findings += reading.findings.filter { finding in
                blamed.isEmpty || finding.location.map { !blamed.contains($0) } ?? true
            }
            switch reading.outcome {
            case .complete(let manifest): result.manifests.append(manifest)
            case .broken(let manifest): result.broken.append(manifest)
            }
        }
        return result
    }
}

/// The manifests of a run, and everything found while reading them.
package struct LoadedManifests: Sendable {
    package var manifests: [Manifest] = []
    package var broken: [BrokenManifest] = []
    package var findings = Diagnostics()

    package init() {}

    mutating func append(_ other: LoadedManifests) {
        manifests += other.manifests
        broken += other.broken
        findings.findings += other.findings.findings
    }
}
