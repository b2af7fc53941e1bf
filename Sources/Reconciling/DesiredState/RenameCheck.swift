import Model

/// Finds renames that contradict another manifest.
enum RenameCheck {
    static func findings(in manifests: [Manifest], _ broken: [BrokenManifest]) -> [Diagnostic] {
        guard manifests.contains(where: { $0.renamedFrom != nil }) else { return [] }
        let declared = Set(manifests.map(\.resource.key) + broken.compactMap(\.key))
        var taken: [ResourceKey: ResourceKey] = [:]
        return manifests.compactMap { manifest in
            guard let name = manifest.renamedFrom else { return nil }
            let key = manifest.resource.key
            let old = ResourceKey(key.kind, name)
            let problem: (message: String, hint: String)
            if old == key {
                problem = ("\(key) is renamed from itself", "remove `renamedFrom`, or give the name it had")
            } else if declared.contains(old) {
                problem = (
                    "\(key) is renamed from \(old), which is declared as well",
                    "remove `renamedFrom`, or the manifest of \(old)"
                )
            } else if let other = taken.updateValue(key, forKey: old) {
                problem = (
                    "both \(other) and \(key) are renamed from \(old)",
                    "only one can take its place; remove the other `renamedFrom`"
                )
            } else {
                return nil
            }
            return Diagnostic(
                .contradictoryRename, at: manifest.resource.source, path: FieldPath(keys: "metadata", "renamedFrom"),
                problem.message, hint: problem.hint)
        }
    }
}
