import Model
import Provisioning
import TestSupport
import Testing

/// What `doctor` finds at identity providers.
struct ProviderProbeTests {
    private func lines(
        _ idp: SimulatedProvider, _ more: [(String, Value)] = SignInCase.withSecret, secret: String? = "s"
    ) async throws -> [Checkup.Line] {
        let probe = ProviderProbe(
            transport: idp, secrets: FixedSecrets(secret.map { ["CLIENT_SECRET": $0] } ?? [:]), wallClock: idp.clock)
        let keys = try #require(WebAddress("https://idp.example/keys"))
        return await probe.lines(
            connections: ["idp": try SignInCase.provider("https://idp.example", more)], keyAddresses: ["ssf": [keys]])
    }

    @Test func `a provider that people can sign in at is told as such, without asking for anybody`() async throws {
        let idp = SimulatedProvider(clock: StandingClock())
        let lines = try await lines(idp)
        #expect(lines.filter { !$0.isFine }.isEmpty)
        #expect(
            lines.map { "\($0.subject) \($0.message)" } == [
                "Connection/idp discovery: the metadata of `https://idp.example` are of use",
                "Connection/idp keys: 3 keys of use at https://idp.example/keys",
                "Connection/idp client: `client_secret_basic` can prove us at https://idp.example/token",
                "LoginTrigger/ssf keys: 3 keys of use at https://idp.example/keys",
            ])
        #expect(idp.requests.filter { !$0.method.isSafe }.isEmpty)
        #expect(idp.requests(at: "/keys").count == 1, "one request serves both")
    }

    @Test func `what is wrong at a provider is told with what to do`() async throws {
        let idp = SimulatedProvider(clock: StandingClock())
        idp.answer("/keys") { _ in HTTPResponse(status: 500) }
        let keyless = try await lines(idp, secret: nil)
        #expect(keyless.map(\.isFine) == [true, false, false, false])
        #expect(keyless[2].message.contains("`CLIENT_SECRET` is not set (R5056)"))
        idp.change { $0.setMetadata("issuer", .string("https://other.example")) }
        let foreign = try await lines(idp)
        #expect(foreign.map(\.isFine) == [false, false])
        #expect(foreign[0].message.contains("(R5051)") && foreign[0].remedy != nil)
    }
}
