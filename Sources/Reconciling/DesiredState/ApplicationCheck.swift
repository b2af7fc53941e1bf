import Model

/// Finds application names that two login flows answer to.
enum ApplicationCheck {
    static func findings(in manifests: [Manifest]) -> [Diagnostic] {
        let flows = manifests.filter { $0.resource.key.kind == .loginFlow }
        var owners: [String: ResourceKey] = [:]
        for flow in flows { owners[flow.resource.key.name] = flow.resource.key }
        var findings: [Diagnostic] = []
        for flow in flows {
            for (index, identifier) in flow.identifiers.enumerated() {
                if let other = owners[identifier], other != flow.resource.key {
                    findings.append(
                        Diagnostic(
                            .ambiguousApplication, at: flow.resource.source,
                            path: FieldPath([
                                .key("spec"), .key("application"), .key("identifiers"), .index(index),
                            ]),
                            "`\(identifier)` already means \(other)", hint: "remove it from one of the two flows"))
                }
                owners[identifier] = flow.resource.key
            }
        }
        return findings
    }
}
