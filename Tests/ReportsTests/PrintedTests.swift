import Model
import Provisioning
import Reconciling
import Reports
import TestSupport
import Testing

/// Everything that plans, drift, state and the schema print, against committed files.
struct PrintedTests {
    static let moment = Timestamp(seconds: 1_795_460_400)

    private static func resource(_ kind: ResourceKind, _ name: String, line: Int, _ spec: Value) -> Resource {
        Resource(
            key: ResourceKey(kind, name),
            body: .object(
                ("metadata", .object(("labels", .object(("team", .string("identity")))), ("protect", .bool(false)))),
                ("spec", spec)),
            source: SourceLocation(file: "manifests/all.yaml", line: line, column: 1))
    }

    private static func connection(_ display: String, secret: String) -> Resource {
        resource(
            .connection, "corp-okta", line: 1,
            .object(
                ("displayName", .string(display)),
                ("oidc", .object(("clientSecret", .secret(.environment(secret))))),
                ("scopes", .list([.string("email"), .string("openid")]))))
    }

    private static func connector(enabled: Bool) -> Resource {
        resource(
            .outboundConnector, "wiki", line: 9,
            .object(("connection", .string("corp-okta")), ("enabled", .bool(enabled))))
    }

    private static func stored(_ resource: Resource, applied: Resource? = nil) -> StoredResource {
        StoredResource(
            key: resource.key, owner: "default", body: resource.canonical, applied: (applied ?? resource).canonical,
            revision: 3, changed: ChangeRecord(at: moment, by: "eve@laptop", through: "connector disable"))
    }

    static func plan() throws -> Plan {
        let state = StoredState(
            serial: 7,
            resources: [
                stored(connection("Old name", secret: "OLD")),
                stored(connector(enabled: false), applied: connector(enabled: true)),
                stored(resource(.loginFlow, "gone", line: 1, .object(("steps", .list([.string("one")]))))),
            ], linkedAccounts: ["wiki": 2])
        let wanted = [
            connection("Corporate Okta", secret: "NEW"), connector(enabled: true),
            resource(.loginTrigger, "app-backend", line: 20, .object(("type", .string("webhook\u{1B}[31m")))),
        ]
        return try Planner.plan(
            DesiredState(manifests: wanted.map { Manifest(resource: $0) }), against: state,
            PlanRequest(owner: "default", pruning: .deleteMissing))
    }

    private static let standing = ConnectorStanding(
        breaker: ConnectorHealth(
            state: .open, reason: "the target answered 401", code: .remoteUnauthorised, since: moment,
            probeAt: moment + .seconds(60), openings: 2),
        counts: [.queued: 3, .ambiguous: 1, .held: 2, .dead: 5], waitingSince: moment,
        accounts: [.active: 2, .deactivated: 1])

    private func expect(_ lines: [String], at name: String) throws {
        try GoldenFile.expect(lines.joined(separator: "\n") + "\n", at: "Tests/ReportsTests/Golden/\(name)")
    }

    @Test(arguments: [
        ("plan.txt", PlanText.Detail.usual, false), ("plan-coloured.txt", .usual, true),
        ("plan-brief.txt", .brief, false),
    ])
    func `a plan prints as committed`(name: String, detail: PlanText.Detail, isColoured: Bool) throws {
        try expect(PlanText.lines(try Self.plan(), detail, style: TerminalStyle(isColoured: isColoured)), at: name)
    }

    @Test func `a plan shows neither a secret's reference nor control characters`() throws {
        let text = PlanText.lines(try Self.plan(), .full, style: .plain).joined()
        #expect(!text.contains("OLD") && !text.contains("NEW") && !text.contains("\u{1B}"))
        #expect(text.contains("(sensitive, changed)"))
        let json = JSONText.write(PlanDocument.value(of: try Self.plan()))
        #expect(!json.contains("OLD") && !json.contains("NEW"))
    }

    @Test func `the plan document is as committed`() throws {
        try expect([JSONText.write(PlanDocument.value(of: try Self.plan()))], at: "plan.json")
    }

    @Test func `a large plan folds the fields of creates`() throws {
        let wanted = (0..<60).map { Self.resource(.connection, "c\($0)", line: $0, .object(("a", .int(1)))) }
        let plan = try Planner.plan(
            DesiredState(manifests: wanted.map { Manifest(resource: $0) }), against: .empty,
            PlanRequest(owner: "default"))
        let lines = PlanText.lines(plan, .usual, style: .plain)
        #expect(lines.count == 60 + 4)
        #expect(lines[0] == "  + Connection/c0  (manifests/all.yaml:0, 3 fields)")
        #expect(PlanText.lines(plan, .full, style: .plain).count == 60 * 4 + 3)
    }

    @Test func `drift prints as committed`() throws {
        let state = StoredState(
            serial: 7,
            resources: [
                Self.stored(Self.connector(enabled: false), applied: Self.connector(enabled: true)),
                Self.stored(Self.connection("Old name", secret: "OLD")),
            ])
        let drift = try Drift.between(
            [Self.connection("Corporate Okta", secret: "NEW"), Self.connector(enabled: true)].map {
                Manifest(resource: $0)
            }, stored: state, PlanRequest(owner: "default"), at: Self.moment)
        try expect(DriftText.lines(drift, at: Self.moment, style: .plain), at: "drift.txt")
        try expect([JSONText.write(StateDocument.value(of: drift))], at: "drift.json")
    }

    @Test func `resources and revisions print as committed`() throws {
        let records = [Self.stored(Self.connection("Okta", secret: "S")), Self.stored(Self.connector(enabled: true))]
        try expect(try StateText.table(records, style: .plain), at: "get.txt")
        try expect(
            StateText.description(
                of: records[1], referredToBy: [records[0].key], standing: Self.standing, style: .plain),
            at: "describe.txt")
        try expect(
            try StateText.connectors(records.suffix(1), ["wiki": Self.standing], style: .plain), at: "get-connector.txt"
        )
        let revision = Revision(
            number: 4, owner: "default", change: ChangeRecord(at: Self.moment, by: "ada@ci", through: "apply"),
            digest: "sha256:" + String(repeating: "ab", count: 32), plan: "{}",
            summary: PlanSummary(create: 1, update: 2, delete: 3, unchanged: 4), note: "ticket 7",
            source: RevisionSource(commit: String(repeating: "1f2e", count: 10), ref: "refs/heads/main", run: nil))
        try expect(StateText.history([revision], style: .plain), at: "history.txt")
        try expect([JSONText.write(StateDocument.value(of: revision))], at: "revision.json")
    }

    @Test(arguments: [
        "connection", "OutboundConnector", "LoginFlow", "LoginTrigger", "OutboundConnector.spec.settings",
        "OutboundConnector.spec.mapping", "OutboundConnector.spec.type", "connector.spec.delivery.timeout",
        "flow.spec.steps.options.connection", "connection.metadata.labels",
    ])
    func `explain prints as committed`(subject: String) throws {
        let target = try SchemaPath.resolve(subject, ToyCatalogue.value)
        let lines = ExplainText.lines(target, ToyCatalogue.value, style: .plain)
        try expect(lines, at: "explain/\(subject.lowercased()).txt")
    }

    @Test(arguments: [("conection", "did you mean `Connection`?"), ("connection.spec.oidcc", "did you mean `oidc`?")])
    func `explain suggests the nearest name`(subject: String, hint: String) {
        let thrown = #expect(throws: Diagnostic.self) { try SchemaPath.resolve(subject, ToyCatalogue.value) }
        #expect(thrown?.hint == hint)
    }

    @Test func `the JSON Schema is as committed`() throws {
        try expect([JSONText.write(JSONSchema.value(ToyCatalogue.value))], at: "schema.json")
    }
}
