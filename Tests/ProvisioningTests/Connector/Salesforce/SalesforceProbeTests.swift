import Model
import Provisioning
import TargetSimulators
import Testing

/// What `connector test` tells about an organisation.
@Suite struct SalesforceProbeTests {
    static func steps(
        _ authentication: Value = SalesforceTokenTests.jwt(), settings: [(String, Value)] = [],
        instanceURL: String = SalesforceSimulator.instance, _ prepare: (SalesforceSimulator) -> Void = { _ in }
    ) async throws -> ([ProbeStep], SalesforceSimulator) {
        let simulator = SalesforceSimulator(publicKey: SalesforceKeys.oursPublic, instanceURL: instanceURL)
        prepare(simulator)
        var all = ValueMap([
            .init(key: "instanceUrl", value: .string(SalesforceSimulator.instance)),
            .init(key: "authentication", value: authentication),
            .init(key: "newAccounts", value: .object(("profile", .string("Standard User")))),
        ])
        for (name, value) in settings { all[name] = value }
        let target = try ConnectorCase("salesforce", settings: .map(all), transport: simulator, mode: .dryRun)
        let session = RemoteSession(
            transport: simulator, secrets: NamedSecrets(secrets: SalesforceTokenTests.secrets),
            clock: FixedClock(now: ConnectorCase.now), timeout: .seconds(5), mode: .dryRun)
        return (await target.connector.probe(in: session), simulator)
    }

    static func wrong(_ steps: [ProbeStep]) -> [String] { steps.filter { $0.remedy != nil }.map(\.subject) }

    @Test func `an organisation in order is told in a few lines, without a change`() async throws {
        let (steps, simulator) = try await Self.steps(settings: [
            ("permissionSets", .object(("sales", .string("Sales_Cloud"))))
        ]) { $0.addAccount(userName: "ada", externalID: nil) }
        #expect(
            steps.map { "\($0.subject): \($0.message)" } == [
                "token: has a token from https://example.my.salesforce.com/services/oauth2/token; scope api",
                "version: uses v62.0; the newest there is v64.0", "users: reads users; 1 there",
                "permission: may create and update users", "external id: `FederationIdentifier` is there",
                "profile: finds the profile `Standard User`", "permission sets: finds Sales_Cloud",
                "limit: 23 of 15000 requests of 24 hours used",
            ])
        #expect(Self.wrong(steps).isEmpty)
        #expect(simulator.changes.isEmpty && simulator.violations.isEmpty)
        #expect(simulator.tokenRequests.count == 1)
    }

    @Test func `what is wrong is told with what to do`() async throws {
        #expect(Self.wrong(try await Self.steps(SalesforceTokenTests.jwt("ANOTHER")).0) == ["token"])
        let password = try await Self.steps(SalesforceTokenTests.password).0
        #expect(Self.wrong(password).isEmpty)
        #expect(password.contains { $0.subject == "flow" && $0.message.contains("prefer `jwtBearer`") })
        #expect(Self.wrong(try await Self.steps(instanceURL: "https://other.my.salesforce.com").0) == ["token"])
        #expect(
            Self.wrong(try await Self.steps(settings: [("apiVersion", .string("v99.0"))]).0) == ["version", "users"])
        #expect(Self.wrong(try await Self.steps { $0.setMayWrite(false) }.0) == ["permission"])
        #expect(Self.wrong(try await Self.steps { $0.setUsage(14000, of: 15000) }.0) == ["limit"])
        #expect(Self.wrong(try await Self.steps { $0.setUsage(15000, of: 15000) }.0) == ["users"])
        #expect(
            Self.wrong(try await Self.steps(settings: [("externalIdField", .string("Key__c"))]).0) == ["external id"])
        #expect(
            Self.wrong(
                try await Self.steps(settings: [("newAccounts", .object(("profile", .string("Nobody"))))]).0)
                == ["profile"])
        #expect(
            Self.wrong(
                try await Self.steps(settings: [("permissionSets", .object(("a", .string("Nothing"))))]).0)
                == ["permission sets"])
    }

    @Test func `an upsert needs a field that is an External ID`() async throws {
        let settings = [("externalIdField", Value.string("Key__c")), ("create", .string("upsert"))]
        #expect(
            Self.wrong(
                try await Self.steps(settings: settings) { $0.addField("Key__c", length: 20, isExternalID: false) }.0)
                == ["external id"])
        #expect(
            Self.wrong(
                try await Self.steps(settings: settings) { $0.addField("Key__c", length: 20, isExternalID: true) }.0
            )
            .isEmpty)
    }

    @Test(arguments: [200, 301, 400, 403, 500, 503])
    func `a host that is no organisation is told as such`(status: Int) async throws {
        let (steps, _) = try await Self.steps {
            $0.failAll(.answer(HTTPResponse(status: status, body: Array("<html>".utf8))))
        }
        #expect(!Self.wrong(steps).isEmpty)
        #expect(!"\(steps)".contains(ConnectorCase.secret))
    }
}
