import Model

/// Finds templates that use a user attribute nobody maps.
enum AttributeCheck {
    static func findings(
        in manifests: [Manifest], _ broken: [BrokenManifest], stored: StoredState
    ) -> [Diagnostic] {
        let users =
            manifests.lazy.filter { !$0.attributeUses.isEmpty }
            .map { (references: $0.references, uses: $0.attributeUses) }
            + broken.lazy.filter { !$0.attributeUses.isEmpty }
            .map { (references: $0.references, uses: $0.attributeUses) }
        guard !users.isEmpty else { return [] }
        var declared: [String: [String]] = [:]
        for manifest in manifests where manifest.resource.key.kind == .connection {
            declared[manifest.resource.key.name] = attributes(of: manifest.resource)
        }
        return users.flatMap { user -> [Diagnostic] in
            guard let connection = user.references.first(where: { $0.target.kind == .connection })?.target.name,
                let own = declared[connection] ?? storedAttributes(of: connection, in: stored)
            else { return [] }
            return user.uses
                .filter { UserAttributes.standardClaims[$0.attribute] == nil && !own.contains($0.attribute) }
                .map { finding($0, connection: connection, known: own + UserAttributes.standardClaims.keys) }
        }
    }

    private static func finding(_ use: AttributeUse, connection: String, known: [String]) -> Diagnostic {
        let nearest = Suggestion.nearest(to: use.attribute, among: known).map { "did you mean `\($0)`? or " } ?? ""
        return Diagnostic(
            .undeclaredAttribute, at: use.location, path: use.path,
            "the connection `\(connection)` maps no attribute `\(use.attribute)`",
            hint: nearest + "declare it in the connection: attributes: {\(use.attribute): CLAIM}")
    }

    private static func attributes(of connection: Resource) -> [String] {
        connection.spec["attributes"]?.map?.keys ?? []
    }

    /// `nil` when the connection is not stored or unreadable; the reference check or the store reports that.
    private static func storedAttributes(of connection: String, in stored: StoredState) -> [String]? {
        let key = ResourceKey(.connection, connection)
        guard let resource = try? stored.resources[key]?.resource() else { return nil }
        return attributes(of: resource)
    }
}
