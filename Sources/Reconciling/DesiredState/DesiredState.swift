package import Model

/// The one consistent set of resources that the manifests ask for.
package struct DesiredState: Sendable {
    /// Each key once, in the order of apply.
    package let manifests: [Manifest]

    package init(manifests: [Manifest]) {
        self.manifests = manifests
    }

    /// Checks the manifests against each other and, when given, against what is stored.
    ///
    /// Of broken manifests only names and references count; with one of them there is always an error elsewhere.
    /// A reference may name a declared resource, or a stored one in `stored`.
    /// - Returns: The set, and every finding of the checks; no set when one of them is an error.
    package static func resolving(
        _ manifests: [Manifest], broken: [BrokenManifest] = [], stored: StoredState = .empty
    ) -> (state: DesiredState?, findings: Diagnostics) {
        let ordered = ordered(manifests)
        let findings = Diagnostics(
            DuplicateCheck.findings(in: ordered, broken)
                + ReferenceCheck.findings(in: ordered, broken, stored: stored)
                + AttributeCheck.findings(in: ordered, broken, stored: stored)
                + ApplicationCheck.findings(in: ordered) + RenameCheck.findings(in: ordered, broken))
        return (findings.hasErrors ? nil : DesiredState(manifests: ordered), findings)
    }

    /// By key. Within a kind manifests often come in order already, which the sort is quick to see.
    private static func ordered(_ manifests: [Manifest]) -> [Manifest] {
        var kinds = [[Manifest]](repeating: [], count: ResourceKind.allCases.count)
        for manifest in manifests { kinds[manifest.resource.key.kind.order].append(manifest) }
        return kinds.flatMap { kind in kind.sorted { $0.resource.key.name < $1.resource.key.name } }
    }
}
