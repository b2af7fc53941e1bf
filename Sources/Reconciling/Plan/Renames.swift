import Model

/// Which stored resources take a new name.
///
/// `renamedFrom` counts while the old name is stored and the new one is not; afterwards it says nothing any more.
struct Renames {
    /// The stored key of each resource that gets another name, by its new key.
    private(set) var former: [ResourceKey: ResourceKey] = [:]
    private(set) var problems: [Diagnostic] = []

    init(_ desired: DesiredState, stored: StoredState, _ request: PlanRequest) {
        for manifest in desired.manifests {
            guard let name = manifest.renamedFrom else { continue }
            let key = manifest.resource.key
            let old = ResourceKey(key.kind, name)
            guard request.selection.selects(key, manifest.resource.labels), stored.resources[key]?.body == nil,
                stored.resources[old]?.body != nil
            else { continue }
            let left = key.kind == .outboundConnector ? stored.linkedAccounts[key.name] ?? 0 : 0
            guard left == 0 else {
                problems.append(
                    Diagnostic(
                        .nameStillLinked, at: manifest.resource.source,
                        path: FieldPath(keys: "metadata", "renamedFrom"),
                        "\(old) can't be renamed to `\(key.name)`: an earlier connector of that name left \(left) account "
                            + (left == 1 ? "link" : "links"), hint: "choose another name"))
                continue
            }
            former[key] = old
        }
    }
}
