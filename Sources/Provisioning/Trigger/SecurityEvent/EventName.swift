import Model

/// Which resource an event is about: always the same one, or the one that a claim names.
struct EventName<Target: ReferenceTarget>: ManifestObject {
    enum Source: Sendable {
        case fixed(String)
        case claim(EventPath, values: [String: String]?)
    }

    static var doc: String { "Which \(Target.kind.rawValue) the login is of: exactly one of `name` and `claim`." }

    let source: Source

    private static var name: Field<ResourceName<Target>> {
        .optional(
            "name", "Always this \(Target.kind.rawValue).", example: Target.kind == .connection ? "corp-okta" : "crm")
    }
    private static var claim: Field<EventPath> {
        .optional("claim", "Where the event names it.", example: "subject.iss")
    }
    private static var values: Field<[String: ResourceName<Target>]> {
        .optional(
            "values", "What the claim's values stand for; another value is refused. Absent: the value is the name.",
            example: Target.kind == .connection ? #"{"https://corp.okta.example": corp-okta}"# : "{crm-web: crm}")
    }

    static var fields: [FieldShape] { [name.shape, claim.shape, values.shape] }
    static var exactlyOneOf: [[String]] { [["name", "claim"]] }

    init?(_ object: inout ObjectReader) {
        let name = object.optional(Self.name)
        let claim = object.optional(Self.claim)
        let values = object.optional(Self.values)
        if let name, !object.has("claim") {
            source = .fixed(name.name)
            guard !object.has("values") else {
                object.reading.report(
                    .unknownField, at: object.node.position, "`values` belongs to `claim`",
                    hint: "remove `values`, or write `claim` instead of `name`")
                return nil
            }
        } else if let claim {
            source = .claim(claim, values: values?.mapValues(\.name))
        } else {
            return nil
        }
    }
}
