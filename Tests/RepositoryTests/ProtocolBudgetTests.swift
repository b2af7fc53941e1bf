import Testing

/// A protocol is worth its cost when it has two real conformers or is a port that tests stand in for.
struct ProtocolBudgetTests {
    static let budget = 26

    /// Ports: the core declares what it needs, an adapter or a test provides it.
    static let ports: Set<String> = [
        "NodeReading", "StateStore", "LoginIntake", "DeliveryQueue", "AccountLinks", "HTTPTransport",
        "RoutingSource", "SecretResolving", "WallClock", "ProvisioningRecords", "ProvisioningUpkeep",
        "SigningIn", "EndedSessions",
    ]

    /// Open sets: one member a folder; the first release may have one member.
    static let openSets: Set<String> = ["ConnectorType", "TriggerType", "TokenGrant", "SQLSession"]

    static func declared() throws -> [(name: String, path: String)] {
        let pattern = try Pattern(#"\bprotocol\s+([A-Z]\w*)"#)
        return SourceTree.sources.flatMap { file in
            pattern.matches(in: file.swift.code).map { (name: $0.groups[1], path: file.path) }
        }
    }

    /// What each declaration conforms to or inherits from, as written.
    static func conformances() throws -> [String] {
        let pattern = try Pattern(#"\b(?:struct|class|enum|actor|extension|protocol)\s+[\w.<>, ]+?\s*:([^{}]*)\{"#)
        return SourceTree.all.flatMap { file in pattern.matches(in: file.swift.code).map { $0.groups[1] } }
    }

    @Test func `there are few protocols`() throws {
        let declared = try Self.declared()
        #expect(
            declared.count <= Self.budget,
            "\(declared.count) protocols: \(declared.map(\.name).sorted()); use a value or a closure")
    }

    @Test func `a protocol has two members, or is a port`() throws {
        let conformances = try Self.conformances()
        for item in try Self.declared() where !Self.ports.contains(item.name) && !Self.openSets.contains(item.name) {
            let pattern = try Pattern(#"\b\#(item.name)\b"#)
            let members = conformances.count { pattern.isFound(in: $0) }
            #expect(
                members >= 2,
                "\(item.path): protocol \(item.name) has \(members) conformers; use the type itself until there are two"
            )
        }
    }
}
