import Model

/// Finds references that name nothing.
enum ReferenceCheck {
    static func findings(
        in manifests: [Manifest], _ broken: [BrokenManifest], stored: StoredState
    ) -> [Diagnostic] {
        // Nearly all of them are stored already.
        var open: [Reference] = []
        for manifest in manifests {
            for reference in manifest.references where !isStored(reference.target, in: stored) {
                open.append(reference)
            }
        }
        for reference in broken.flatMap(\.references) where !isStored(reference.target, in: stored) {
            open.append(reference)
        }
        guard !open.isEmpty else { return [] }
        let declared = Set(manifests.map(\.resource.key) + broken.compactMap(\.key))
        return open.compactMap { reference in
            let target = reference.target
            guard !declared.contains(target) else { return nil }
            let names = (declared.union(stored.resources.keys)).filter { $0.kind == target.kind }.map(\.name)
            return Diagnostic(
                .danglingReference, at: reference.location, path: reference.path,
                "there is no \(target.kind.rawValue) `\(target.name)`",
                hint: Suggestion.hint(for: target.name, among: names)
                    ?? "declare it, or pass its manifest with -f as well")
        }
    }

    private static func isStored(_ key: ResourceKey, in stored: StoredState) -> Bool {
        stored.resources[key]?.body != nil
    }
}
