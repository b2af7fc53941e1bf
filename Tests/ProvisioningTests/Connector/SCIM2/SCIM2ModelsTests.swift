import Foundation
import Model
import Provisioning
import TargetSimulators
import TestSupport
import Testing

/// Every request to a SCIM service is legal in the eyes of scim2-models, which is not ours.
@Suite struct SCIM2ModelsTests {
    static let enterprise = SCIM2PeerTests.enterprise

    @Test func `every request to every dialect is legal`() async throws {
        var lines: Set<String> = []
        for dialect in SCIM2Dialect.all {
            for simulator in [try await Self.sync(dialect), try await Self.farewell(dialect)] {
                lines.formUnion(simulator.requests.map(Self.line))
            }
        }
        let run = try await Self.validate(lines.sorted())
        #expect(run.exitCode == 0, "\(run.stdout.prefix(4_000))\(run.stderr)")
        print("scim2-models: \(lines.count) requests: \(run.stdout)")
        for kind in ["GET Users", "GET Users/id", "POST Users", "PUT Users/id", "PATCH Users/id", "DELETE Users/id"] {
            #expect(run.stdout.contains(" \(kind)"), "no \(kind) was sent")
        }
    }

    static let illegal = [
        #"{"method":"GET","path":"/Users?filter=userName%20Eq%20ada"}"#,
        #"{"method":"GET","path":"/Users?filter=nope%20eq%20%22ada%22"}"#,
        #"{"method":"POST","path":"/Users","body":{"userName":"ada"}}"#,
        #"{"method":"POST","path":"/Users","body":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}}"#,
        #"{"method":"POST","path":"/Users","body":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","emails":["a@example.com"]}}"#,
        #"{"method":"POST","path":"/Users","body":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"a","nope":1}}"#,
        #"{"method":"PATCH","path":"/Users/1","body":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"set","path":"title","value":"x"}]}}"#,
        #"{"method":"PATCH","path":"/Users/1","body":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"name.nope","value":"x"}]}}"#,
        #"{"method":"PATCH","path":"/Users/1","body":{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[{"op":"replace","path":"emails","value":[{"valu":"x"}]}]}}"#,
        #"{"method":"PUT","path":"/Users/1","body":{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}}"#,
        #"{"method":"GET","path":"/User"}"#,
    ]

    @Test func `a request that is not legal is found`() async throws {
        for line in Self.illegal {
            let run = try await Self.validate([line])
            #expect(run.exitCode == 1 && run.stdout.contains("not legal"), "\(line)\n\(run.stdout)\(run.stderr)")
        }
        #expect(try await Self.validate([]).exitCode == 1)
    }

    /// People come, come again, and change.
    private static func sync(_ dialect: SCIM2Dialect) async throws -> SCIM2Simulator {
        let (target, simulator) = try SCIM2DialectTests.target(dialect, mapping: wide)
        let people = SCIM2Sync.people(8)
        simulator.addAccount(userName: people[3].userName ?? "", externalID: nil)
        let sync = SCIM2Sync(target: target)
        _ = try await sync.first(people)
        _ = try await sync.again(people, knowing: .doubt)
        _ = try await sync.again(people, knowing: .nothing)
        _ = try await sync.change(people[2])
        return simulator
    }

    /// Somebody comes and leaves.
    private static func farewell(_ dialect: SCIM2Dialect) async throws -> SCIM2Simulator {
        let (target, simulator) = try SCIM2DialectTests.target(dialect)
        if let id = try await target.deliver(SCIM2Sync.people(1)[0]).account?.id {
            _ = await target.connector.type.remove(id, by: .deactivate, in: target.session)
            _ = await target.connector.type.remove(id, by: .delete, in: target.session)
        }
        return simulator
    }

    /// As much as a user can hold.
    private static let wide = [
        "nickName": "Al", "profileUrl": "https://example.com/{{subject}}", "userType": "Employee",
        "preferredLanguage": "en-GB", "locale": "en-GB", "timezone": "Europe/London",
        "name.formatted": "{{givenName}} {{familyName}}", "name.middleName": "King", "name.honorificPrefix": "Dr",
        "name.honorificSuffix": "III", "phoneNumbers": "+44 20 7946 0000",
        "photos": "https://example.com/{{subject}}.png", "entitlements": "licence", "roles": "author",
        "\(enterprise):employeeNumber": "{{subject}}", "\(enterprise):costCenter": "4711",
        "\(enterprise):organization": "Analytical Engines", "\(enterprise):division": "Research",
        "\(enterprise):manager": "26118915-6090-4610-87e4-49d8ca9f808d", "urn:example:wiki:2.0:User:shelf": "A7",
    ]

    private static func line(_ request: HTTPRequest) -> String {
        let body = request.body.map { #","body":"# + String(decoding: $0, as: UTF8.self) } ?? ""
        let path = request.url.dropFirst(SCIM2Simulator.base.count)
        return #"{"method":"\#(request.method.rawValue)","path":"\#(path)"\#(body)}"#
    }

    private static func validate(_ lines: [String]) async throws -> ProgramRun {
        let script = Repository.url("Tests/ProvisioningTests/Peers/scim_requests.py").path(percentEncoded: false)
        return try await ProgramRun.command(
            try PeerVenv.program("python").path(percentEncoded: false), [script],
            input: lines.map { $0 + "\n" }.joined())
    }
}
