import Model

/// Finds references that name nothing.
enum ReferenceCheck {
    static func findings(
        in manifests: [Manifest], _ broken: [BrokenManifest], stored: StoredState
    ) -> [Diagnostic] {
        let declared = Set(manifests.map(\.resource.key) + broken.compactMap(\.key))
        let references = manifests.flatMap(\.references) + broken.flatMap(\.references)
        return references.compactMap { reference in
            let target = reference.target
            guard !declared.contains(target), stored.resources[target]?.body == nil else { return nil }
            let names = (declared.union(stored.resources.keys)).filter { $0.kind == target.kind }.map(\.name)
            return Diagnostic(
                .danglingReference, at: reference.location, path: reference.path,
                "there is no \(target.kind.rawValue) `\(target.name)`",
                hint: Suggestion.hint(for: target.name, among: names)
                    ?? "declare it, or pass its manifest with -f as well")
        }
    }
}
