package import Model

/// Which resources a plan may touch; everything else stays as it is, whatever else was asked for.
package struct Selection: Hashable, Sendable {
    package let selector: Selector
    /// Empty for all.
    package let targets: Set<ResourceKey>

    package init(selector: Selector = Selector(), targets: Set<ResourceKey> = []) {
        self.selector = selector
        self.targets = targets
    }

    package func selects(_ key: ResourceKey, _ labels: @autoclosure () -> [String: String]) -> Bool {
        (targets.isEmpty || targets.contains(key)) && (selector.terms.isEmpty || selector.selects(labels()))
    }
}

/// What to plan, beside the two states.
package struct PlanRequest: Sendable {
    package let owner: String
    package let pruning: Pruning
    package let ownership: OwnershipPolicy
    package let selection: Selection

    package init(
        owner: String, pruning: Pruning = .keepMissing, ownership: OwnershipPolicy = .respect,
        selection: Selection = Selection()
    ) {
        self.owner = owner
        self.pruning = pruning
        self.ownership = ownership
        self.selection = selection
    }
}
