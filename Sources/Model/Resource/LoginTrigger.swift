/// Who may tell us that a login happened, and how that is proven.
package struct LoginTrigger: ManifestObject {
    package static let kind = ResourceKind.loginTrigger
    package static let doc = "Who may tell us that a login happened, and how that is proven."

    package let type: String
    /// The type's own fields, canonical.
    package let settings: Value
    /// The login flows it may speak for; `nil` means any.
    package let applications: Set<String>?
    package let limits: Limits

    private static let limits = Field<Limits>.defaulted("limits", Limits.doc)
    private static let applications = Field<Unordered<ResourceName<LoginFlow>>>.optional(
        "applications", "The login flows this trigger may speak for. Absent means any.", example: "[crm]")
    private static let type = FieldShape(
        name: "type", doc: "How logins arrive and are proven.", shape: .byType(.trigger), presence: .required,
        example: "webhook")

    package static let fields = [type, applications.shape, limits.shape]

    package init?(_ object: inout ObjectReader) {
        let catalogue = object.reading.catalogue
        let name = object.type(among: catalogue.triggerTypeNames, code: .unknownTriggerType)
        applications = object.optional(Self.applications).map { Set($0.items.map(\.name)) }
        let limits = object.defaulted(sparing: Self.limits)
        guard let name, let schema = catalogue.triggerType(name) else {
            object.skipUnknownFields()
            return nil
        }
        let own = schema.settings.fields.map(\.name)
        guard let settings = schema.readSettings(object.portion(own), object.reading) else { return nil }
        for entry in settings.map?.entries ?? [] { object.record(entry.key, entry.value) }
        guard let limits else { return nil }
        type = name
        self.settings = settings
        self.limits = limits
    }
}

extension ObjectReader {
    /// Reads the `type` that decides about other fields.
    mutating func type(among names: [String], code: DiagnosticCode) -> String? {
        guard let node = written("type") else {
            reading.report(
                .missingField, at: self.node.position, "`type` is required",
                hint: "one of \(names.joined(separator: ", "))")
            return nil
        }
        guard let name = reading.inside(.key("type"), { reading.choice(node, among: names, code: code) }) else {
            return nil
        }
        record("type", .string(name))
        return name
    }
}
