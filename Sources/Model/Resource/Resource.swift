/// One declared resource in canonical form.
package struct Resource: Hashable, Sendable {
    package let key: ResourceKey
    /// The body as canonical JSON: equal bodies have equal bytes.
    package let canonical: String
    /// Where the manifest says so; `nil` for a resource read from the stored state.
    package let source: SourceLocation?

    package init(key: ResourceKey, body: Value, source: SourceLocation? = nil) {
        self.key = key
        self.source = source
        canonical = CanonicalJSON.encode(body)
    }

    /// `{metadata: {labels, protect}, spec: {…}}` with defaults filled in.
    ///
    /// Decoded at each call: most resources of a run stay as they are, and their bytes say so.
    package var body: Value {
        // What was encoded decodes, so that the other branch is none.
        (try? CanonicalJSON.decode(canonical)) ?? .null
    }

    package var spec: Value { body["spec"] ?? .null }
    package var isProtected: Bool { body["metadata"]?["protect"]?.bool ?? false }

    package var labels: [String: String] {
        var labels: [String: String] = [:]
        for entry in body["metadata"]?["labels"]?.map?.entries ?? [] { labels[entry.key] = entry.value.string }
        return labels
    }
}

/// Name, labels and protection of a resource.
package struct Metadata: ManifestObject, Hashable {
    package let name: String
    package let labels: [String: String]
    package let isProtected: Bool
    package let renamedFrom: String?

    private static let name = Field<ResourceIdentifier>.required(
        "name", "Identifies the resource among those of its kind.", example: "corp-okta")
    private static let labels = Field<[String: String]>.optional(
        "labels", "Free key-value pairs, for selecting resources with -l.", example: "{team: identity}")
    private static let protect = Field<Bool>.defaulted(
        "protect", "Refuses any plan that would delete the resource, even after its manifest is gone.", to: false)

    private static let renamedFrom = Field<ResourceIdentifier>.optional(
        "renamedFrom",
        "The name until now. The stored resource takes the new name and keeps its account links and deliveries, where it would otherwise be a delete and a create. May stay or go once applied.",
        example: "okta-corp")

    package static let doc = "Name, labels and protection."
    package static let fields = [name.shape, labels.shape, protect.shape, renamedFrom.shape]

    package init?(_ object: inout ObjectReader) {
        let name = object.required(Self.name)
        let labels = object.optional(Self.labels) ?? [:]
        let isProtected = object.defaulted(Self.protect)
        renamedFrom = object.optional(Self.renamedFrom)?.text
        guard let name, let isProtected else { return nil }
        self.name = name.text
        self.labels = labels
        self.isProtected = isProtected
    }
}

/// A resource's own name.
package struct ResourceIdentifier: ManifestScalar, Hashable {
    package let text: String
    package static let shape = Shape.text(.resourceName)
    package var canonical: Value { .string(text) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: .resourceName).map { Accepted(Self(text: $0), canonical: .string($0)) }
    }
}
