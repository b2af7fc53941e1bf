/// An account system that must have an account for everybody who signs in through a connection.
package struct OutboundConnector: ManifestObject, Hashable {
    package static let kind = ResourceKind.outboundConnector
    package static let doc =
        "An account system that must have an account for everybody who signs in through a connection."

    package let connection: ResourceName<Connection>
    package let type: String
    package let isEnabled: Bool
    /// The type's own settings, canonical.
    package let settings: Value
    /// Target attribute to template, the type's defaults included.
    package var mapping: [String: String] {
        mappingOverrides.entries.reduce(into: mappingDefaults) { $0[$1.key] = $1.value.string }
    }
    private let mappingDefaults: [String: String]
    private let mappingOverrides: ValueMap
    package let scope: Scope?
    package let onScopeLoss: ScopeLoss
    package let removalBrake: RemovalBrake
    package let conflict: Conflict
    package let delivery: DeliveryLimits

    private static let connection = Field<ResourceName<Connection>>.required(
        "connection", "The connection whose people get accounts.", example: "corp-okta")
    private static let enabled = Field<Bool>.defaulted(
        "enabled", "The toggle: configuring a connector and switching it on are two acts.", to: false)
    private static let scope = Field<Scope>.optional(
        "scope", "Who gets an account. Absent means everybody who signs in through the connection.")
    private static let onScopeLoss = Field<ScopeLoss>.defaulted(
        "onScopeLoss", "What happens to the account of a person who leaves the scope.", to: .deactivate)
    private static let removalBrake = Field<RemovalBrake>.defaulted(
        "removalBrake", "How many accounts may be deactivated or deleted before a person has to approve.")
    private static let conflict = Field<Conflict>.defaulted(
        "conflict", "What to do when the target already has a matching account.")
    private static let delivery = Field<DeliveryLimits>.defaulted(
        "delivery", "How hard the target may be pressed, and for how long it is tried.")
    private static let type = FieldShape(
        name: "type", doc: "The kind of account system.", shape: .byType(.connector), presence: .required,
        example: "scim2")
    private static let settings = FieldShape(
        name: "settings", doc: "Address, credentials and behaviour; the fields depend on `type`.",
        shape: .byType(.connector), presence: .required)
    private static let mapping = FieldShape(
        name: "mapping", doc: "Target attribute: mustache template over user attributes. Each type has defaults.",
        shape: .map(of: .text(.anything)), presence: .optional, example: #"{userName: "{{lowercased(email)}}"}"#)

    package static let fields = [
        connection.shape, type, enabled.shape, settings, mapping, scope.shape, onScopeLoss.shape,
        removalBrake.shape, conflict.shape, delivery.shape,
    ]

    package init?(_ object: inout ObjectReader) {
        let catalogue = object.reading.catalogue
        let connection = object.required(Self.connection)
        let typeName = object.type(among: catalogue.connectorTypeNames, code: .unknownConnectorType)
        let isEnabled = object.defaulted(Self.enabled)
        let schema = typeName.flatMap(catalogue.connectorType)
        let settings = object.settings(by: schema)
        let mapping = object.mapping(by: schema)
        scope = object.optional(Self.scope)
        let onScopeLoss = object.defaulted(Self.onScopeLoss)
        let removalBrake = object.defaulted(Self.removalBrake)
        let conflict = object.conflict(Self.conflict, by: schema)
        let delivery = object.defaulted(Self.delivery)
        guard let connection, let typeName, let isEnabled, let settings, let mapping, let onScopeLoss,
            let removalBrake, let conflict, let delivery
        else { return nil }
        self.connection = connection
        self.type = typeName
        self.isEnabled = isEnabled
        self.settings = settings
        mappingDefaults = schema?.mappingDefaults ?? [:]
        mappingOverrides = mapping
        self.onScopeLoss = onScopeLoss
        self.removalBrake = removalBrake
        self.conflict = conflict
        self.delivery = delivery
    }
}

extension OutboundConnector {
    /// Who gets an account: somebody in any of the groups, with an address in any of the domains.
    package struct Scope: ManifestObject, Hashable {
        package static let doc = "Who gets an account. With both fields, a person must fit both."

        package let groups: Set<String>?
        package let emailDomains: Set<String>?

        private static let groups = Field<Unordered<String>>.optional(
            "groups", "The person is in any of these groups.", example: "[engineering, support]")
        private static let emailDomains = Field<Unordered<String>>.optional(
            "emailDomains", "The person's e-mail address is in any of these domains.", example: "[example.com]")

        package static let fields = [groups.shape, emailDomains.shape]

        package init?(_ object: inout ObjectReader) {
            groups = object.optional(Self.groups)?.items
            emailDomains = object.optional(Self.emailDomains)?.items
        }
    }

    package enum ScopeLoss: String, ManifestChoice, Hashable {
        case deactivate
        case delete
        case keep
    }

    package enum ConflictPolicy: String, ManifestChoice, Hashable {
        /// Link the matching account and update it.
        case adopt
        /// Leave it alone and report a conflict.
        case fail
    }

    package struct Conflict: ManifestObject, Hashable {
        package static let doc = "What to do when the target already has a matching account."

        package private(set) var matchOn: [String]
        package let policy: ConflictPolicy

        static let matchOn = Field<[String]>.optional(
            "matchOn", "The target's attributes that identify a person, tried in order. Each type has a default.",
            example: "[externalId, userName]")
        private static let policy = Field<ConflictPolicy>.defaulted(
            "policy", "Whether a matching account is taken over.", to: .adopt)

        package static let fields = [matchOn.shape, policy.shape]

        package init?(_ object: inout ObjectReader) {
            matchOn = object.optional(Self.matchOn) ?? []
            guard let policy = object.defaulted(Self.policy) else { return nil }
            self.policy = policy
        }

        func completed(by defaults: [String]) -> Conflict {
            var copy = self
            if copy.matchOn.isEmpty { copy.matchOn = defaults }
            return copy
        }
    }
}
