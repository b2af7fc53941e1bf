import Model

/// Finds resources that are declared twice.
enum DuplicateCheck {
    /// - Parameter manifests: Ascending by key.
    static func findings(in manifests: [Manifest]) -> [Diagnostic] {
        zip(manifests, manifests.dropFirst()).compactMap { first, second in
            guard first.resource.key == second.resource.key else { return nil }
            let pair = [first, second].sorted { before($0.resource.source, $1.resource.source) }
            return Diagnostic(
                .duplicateResource, at: pair[1].resource.source, path: FieldPath(keys: "metadata", "name"),
                "\(second.resource.key) is declared twice",
                hint:
                    "the first is at \(pair[0].resource.source?.description ?? "an unknown place"); rename or remove one"
            )
        }
    }

    private static func before(_ first: SourceLocation?, _ second: SourceLocation?) -> Bool {
        (first?.file ?? "", first?.line ?? 0) < (second?.file ?? "", second?.line ?? 0)
    }
}
