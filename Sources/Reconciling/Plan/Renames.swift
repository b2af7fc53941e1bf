import Model

/// Which stored resources take a new name.
struct Renames {
    /// The stored key of each resource that gets another name, by its new key.
    private(set) var former: [ResourceKey: ResourceKey] = [:]
    private(set) var problems: [Diagnostic] = []

    /// The names that are given up.
    var left: Set<ResourceKey> { Set(former.values) }

    /// What manifests ask for: `renamedFrom` counts while the old name is stored and the new one is not; afterwards it
    /// says nothing any more.
    init(_ desired: DesiredState, stored: StoredState, _ request: PlanRequest) {
        for (manifest, old) in Self.candidates(desired, stored) {
            let key = manifest.resource.key
            guard request.selection.selects(key, manifest.resource.labels), stored.resources[key]?.body == nil
            else { continue }
            let count = Self.links(of: key, stored)
            if count == 0 {
                former[key] = old
            } else {
                report(manifest, old, "an earlier connector of that name left", count)
            }
        }
    }

    /// What going back to a revision asks for: each resource is known by what became of it, so names may be swapped or
    /// taken by another by now.
    init(returning desired: DesiredState, stored: StoredState) {
        var candidates = Self.candidates(desired, stored)
        // A name is free when nothing has it, or when what has it goes back to a name of its own.
        while true {
            let leaving = Set(candidates.map(\.old))
            let free = candidates.filter { manifest, _ in
                stored.resources[manifest.resource.key]?.body == nil || leaving.contains(manifest.resource.key)
            }
            if free.count == candidates.count { break }
            candidates = free
        }
        for (manifest, old) in candidates { former[manifest.resource.key] = old }
        let leaving = left
        for (manifest, old) in Self.candidates(desired, stored) {
            let key = manifest.resource.key
            let isTaken = former[key] == nil
            // Without links nothing follows a name, and the resources are made anew under theirs.
            if isTaken, Self.links(of: old, stored) + Self.links(of: key, stored) > 0 {
                report(
                    manifest, old, "the present one of that name and this one have",
                    Self.links(of: old, stored) + Self.links(of: key, stored))
            } else if !isTaken, !leaving.contains(key), Self.links(of: key, stored) > 0 {
                report(manifest, old, "an earlier connector of that name left", Self.links(of: key, stored))
            }
        }
    }

    private static func candidates(
        _ desired: DesiredState, _ stored: StoredState
    ) -> [(manifest: Manifest, old: ResourceKey)] {
        desired.manifests.compactMap { manifest in
            guard let name = manifest.renamedFrom else { return nil }
            let old = ResourceKey(manifest.resource.key.kind, name)
            return stored.resources[old]?.body == nil ? nil : (manifest, old)
        }
    }

    private static func links(of key: ResourceKey, _ stored: StoredState) -> Int {
        key.kind == .outboundConnector ? stored.linkedAccounts[key.name] ?? 0 : 0
    }

    private mutating func report(_ manifest: Manifest, _ old: ResourceKey, _ why: String, _ links: Int) {
        problems.append(
            Diagnostic(
                .nameStillLinked, at: manifest.resource.source, path: FieldPath(keys: "metadata", "renamedFrom"),
                "\(old) can't be renamed to `\(manifest.resource.key.name)`: \(why) \(links) account "
                    + (links == 1 ? "link" : "links"), hint: "give one of them another name first"))
    }
}
