package import Model

/// Who changed something, when, and through which command.
package struct ChangeRecord: Hashable, Sendable {
    package let at: Timestamp
    /// The acting person or pipeline: `ada@laptop`, or what `--actor` says.
    package let by: String
    /// The command: `apply`, `connector disable`.
    package let through: String

    package init(at: Timestamp, by: String, through: String) {
        self.at = at
        self.by = by
        self.through = through
    }
}

/// One resource as the store holds it, beside the form that was last applied.
package struct StoredResource: Hashable, Sendable {
    package let key: ResourceKey
    package let owner: String
    /// Canonical JSON of the stored body; `nil` when it was deleted other than by an apply.
    package let body: String?
    /// Canonical JSON of the body as last applied; `nil` when no apply made it.
    package let applied: String?
    /// The revision that last applied it.
    package let revision: Int?
    package let changed: ChangeRecord

    package init(
        key: ResourceKey, owner: String, body: String?, applied: String?, revision: Int?, changed: ChangeRecord
    ) {
        self.key = key
        self.owner = owner
        self.body = body
        self.applied = applied
        self.revision = revision
        self.changed = changed
    }

    /// The stored resource, decoded.
    ///
    /// - Throws: `.corrupt` when the body can't be read back.
    package func resource() throws(StoreError) -> Resource? {
        guard let body else { return nil }
        return Resource(key: key, body: try Self.decode(body, of: key))
    }

    /// The last applied form, decoded.
    package func appliedResource() throws(StoreError) -> Resource? {
        guard let applied else { return nil }
        return Resource(key: key, body: try Self.decode(applied, of: key))
    }

    private static func decode(_ text: String, of key: ResourceKey) throws(StoreError) -> Value {
        do throws(JSONReader.Failure) {
            return try CanonicalJSON.decode(text)
        } catch {
            throw .corrupt("the stored body of \(key) can't be read: \(error)")
        }
    }
}

/// Everything the store held at one moment.
package struct StoredState: Sendable {
    /// Grows by one with each write.
    package let serial: Int
    package let resources: [ResourceKey: StoredResource]
    /// How many remote accounts each connector has linked.
    package let linkedAccounts: [String: Int]
    /// Made with the store and never changed: tells one state from another. Empty before there is a store.
    package let identity: String
    /// Drift that somebody accepted, ascending by resource and path.
    package let acknowledgements: [Acknowledgement]

    package init(
        serial: Int, resources: [StoredResource], linkedAccounts: [String: Int] = [:], identity: String = "",
        acknowledgements: [Acknowledgement] = []
    ) {
        self.serial = serial
        self.identity = identity
        self.acknowledgements = acknowledgements
        var table = [ResourceKey: StoredResource](minimumCapacity: resources.count)
        for resource in resources { table[resource.key] = resource }
        self.resources = table
        self.linkedAccounts = linkedAccounts
    }

    package static let empty = StoredState(serial: 0, resources: [])
}
