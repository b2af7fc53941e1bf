package import Model

extension LoadedManifests {
    /// The manifests, when nothing is wrong with any of them.
    ///
    /// - Throws: Every finding, those of the checks across manifests included.
    package func complete() throws(Diagnostics) -> [Manifest] {
        guard findings.hasErrors || !broken.isEmpty else { return manifests }
        let across = DesiredState.resolving(manifests, broken: broken).findings
        throw Diagnostics(findings.findings + across.findings)
    }
}
