import Model

/// Finds resources that are declared twice.
enum DuplicateCheck {
    /// - Parameter manifests: Ascending by key.
    static func findings(in manifests: [Manifest], _ broken: [BrokenManifest]) -> [Diagnostic] {
        let hasNeighbours = zip(manifests, manifests.dropFirst()).contains { $0.resource.key == $1.resource.key }
        guard hasNeighbours || !broken.isEmpty else { return [] }
        let declared =
            manifests.map { (key: $0.resource.key, source: $0.resource.source) }
            + broken.compactMap { manifest in manifest.key.map { (key: $0, source: manifest.source) } }
        let ordered = declared.sorted { ($0.key, $0.source) < ($1.key, $1.source) }
        return zip(ordered, ordered.dropFirst()).compactMap { first, second in
            guard first.key == second.key else { return nil }
            return Diagnostic(
                .duplicateResource, at: second.source, path: FieldPath(keys: "metadata", "name"),
                "\(second.key) is declared twice",
                hint: "the first is at \(first.source?.description ?? "an unknown place"); rename or remove one")
        }
    }
}

/// By key, then by place.
private func < (
    left: (ResourceKey, SourceLocation?), right: (ResourceKey, SourceLocation?)
) -> Bool {
    guard left.0 == right.0 else { return left.0 < right.0 }
    return (left.1?.file ?? "", left.1?.line ?? 0) < (right.1?.file ?? "", right.1?.line ?? 0)
}
