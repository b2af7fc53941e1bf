import Model
import Provisioning
import Synchronization
import TargetSimulators
import Testing

@Suite struct SCIM2ProbeTests {
    /// A token endpoint beside the simulator.
    final class TokenDesk: HTTPTransport {
        let simulator = SCIM2Simulator(proof: HTTPHeader("Authorization", "Bearer given-token"))
        let endpoint: HTTPResponse
        private let asked = Mutex<[HTTPRequest]>([])

        init(_ status: Int = 200, _ body: String = #"{"access_token":"given-token","expires_in":60}"#) {
            endpoint = HTTPResponse(status: status, body: Array(body.utf8))
        }

        var requests: [HTTPRequest] { asked.withLock { $0 } }

        func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
            guard request.url == "https://login.example/token" else { return try await simulator.send(request) }
            asked.withLock { $0.append(request) }
            return endpoint
        }
    }

    static func target(_ desk: TokenDesk, proof: String = "basic") throws -> ConnectorCase {
        let client = Value.object(
            ("tokenUrl", .string("https://login.example/token")), ("clientId", .string("reconcile")),
            ("clientSecret", .secret(.environment("TARGET_SECRET"))), ("scope", .string("scim.users")),
            ("proof", .string(proof)))
        return try ConnectorCase(
            "scim2",
            settings: .object(
                ("baseUrl", .string(SCIM2Simulator.base)),
                ("authentication", .object(("clientCredentials", client)))), transport: desk)
    }

    @Test(arguments: ["basic", "body"])
    func `a client's token opens the service, and is asked for once`(proof: String) async throws {
        let desk = TokenDesk()
        let target = try Self.target(desk, proof: proof)
        guard case .created = try await target.deliver() else {
            Issue.record("not created")
            return
        }
        try await target.deliver(ConnectorCase.person("00u2", userName: "bob"))
        #expect(desk.requests.count == 1)
        let form = String(decoding: desk.requests.first?.body ?? [], as: UTF8.self)
        #expect(form.contains("grant_type=client_credentials") && form.contains("scope=scim.users"))
        #expect(form.contains("client_secret=") == (proof == "body"))
        #expect(!"\(target.trace.exchanges)".contains(ConnectorCase.secret))
    }

    @Test func `a probe tells of the token, the service and the users, and changes nothing`() async throws {
        let desk = TokenDesk()
        desk.simulator.addAccount(userName: "ada", externalID: nil)
        let steps = await (try Self.target(desk)).connector.probe(in: try Self.target(desk).session)
        #expect(steps.map(\.subject) == ["token", "service", "users"])
        #expect(steps.allSatisfy { $0.remedy == nil })
        #expect(steps.last?.message == "reads users; 1 there")
        #expect(steps[1].message.hasPrefix("\(SCIM2Simulator.base) offers patch, filter; not etag"))
        #expect(desk.simulator.changes.isEmpty)
    }

    @Test func `a refused client ends the probe with what to do`() async throws {
        let desk = TokenDesk(401, #"{"error":"invalid_client"}"#)
        let target = try Self.target(desk)
        let steps = await target.connector.probe(in: target.session)
        #expect(steps.map(\.subject) == ["token"])
        #expect(steps.first?.message.contains("invalid_client") == true)
        #expect(steps.first?.remedy?.contains("credentials") == true)
    }

    @Test(arguments: [404, 501])
    func `a service that says nothing of itself is no fault`(status: Int) async throws {
        let (target, _) = try SCIM2ConnectorTests.target([.lacksConfig(status)])
        let steps = await target.connector.probe(in: target.asDryRun.session)
        #expect(steps.map(\.subject) == ["service", "users"])
        #expect(steps.first?.message.contains("\(status)") == true)
        #expect(steps.allSatisfy { $0.remedy == nil })
    }

    @Test func `refused credentials are told at the first step`() async throws {
        let (target, simulator) = try SCIM2ConnectorTests.target()
        simulator.failAll(.answer(HTTPResponse(status: 401)))
        let steps = await target.connector.probe(in: target.session)
        #expect(steps.map(\.subject) == ["service"])
        #expect(steps.first?.remedy != nil)
    }

    @Test func `groups that are pushed and not there are named, unless they may be made`() async throws {
        for create in [false, true] {
            let (target, simulator) = try SCIM2GroupTests.target(
                groups: SCIM2GroupTests.push("engineering", "support", create: create))
            simulator.addGroup(SCIM2GroupTests.group("engineering"))
            let steps = await target.connector.probe(in: target.asDryRun.session)
            #expect(steps.map(\.subject) == ["service", "users", "groups"])
            #expect(steps.last?.message.contains("support") == true)
            #expect(steps.last?.message.contains("engineering") == false)
            #expect((steps.last?.remedy == nil) == create)
            #expect(simulator.changes.isEmpty)
        }
    }

    @Test func `a service without groups is told when groups are pushed`() async throws {
        let (target, _) = try SCIM2GroupTests.target([.lacksGroups(501)])
        let steps = await target.connector.probe(in: target.asDryRun.session)
        #expect(steps.last?.subject == "groups" && steps.last?.remedy != nil)
    }
}
