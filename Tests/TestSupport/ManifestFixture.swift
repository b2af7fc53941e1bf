package import Model
package import Reconciling

/// Reads manifests from text and applies plans to states in memory, for tests of the reconciling pipeline.
package struct ManifestFixture: Sendable {
    private let reader: any NodeReading
    private let variables: [String: String]

    package init(reader: any NodeReading, variables: [String: String] = [:]) {
        self.reader = reader
        self.variables = variables
    }

    package func load(_ texts: String...) async -> (manifests: [Manifest], findings: Diagnostics) {
        let files = texts.enumerated().map { ManifestFile(path: "m\($0.offset).yaml", bytes: Array($0.element.utf8)) }
        let loaded = await ManifestLoader(
            reader: reader, variables: VariableSubstitution(variables), catalogue: ToyCatalogue.value, parallelism: 2
        ).load(files)
        return (loaded.manifests, loaded.findings)
    }
}
