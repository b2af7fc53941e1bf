import Foundation
package import Model
package import Provisioning

/// Security event tokens and keys that PyJWT made, one for each case, signed at `LoginFixture.now`.
package struct MintedTokens: Sendable {
    /// One run of the script for all tests of a process.
    private static let minting = Task { try await mint() }
    private let made: Value

    package static func made() async throws -> MintedTokens { try await minting.value }

    private static func mint() async throws -> MintedTokens {
        let script = Repository.url("Tests/ProvisioningTests/Peers/security_events.py").path(percentEncoded: false)
        let program = try RunningProgram(
            try PeerVenv.program("python"), [script, "\(LoginFixture.now.milliseconds / 1000)"])
        let run = try await program.finish(within: .seconds(60))
        guard run.exitCode == 0 else { throw PeerVenv.Missing(description: "no tokens: \(run.stderr)") }
        return MintedTokens(made: try JSONReader.read(Array(run.stdout.utf8)))
    }

    /// A key set or PEM of the script, by its name there.
    package func text(_ name: String) -> String { made[name]?.string ?? "" }

    package var names: [String] { made["tokens"]?.map?.keys ?? [] }

    /// The compact token of a case. A case that is not there is a mistake in the test: it is found as an empty table.
    package func token(_ name: String) -> [UInt8] {
        precondition(made["tokens"]?[name] != nil, "the script mints no token `\(name)`")
        return Array((made["tokens"]?[name]?.string ?? "").utf8)
    }

    /// A declared trigger `ssf` that takes the tokens.
    ///
    /// - Parameters:
    ///   - keys: The trigger's `keys`; absent, the key set itself.
    ///   - login: The trigger's `login`.
    ///   - more: Other settings; they win.
    package func trigger(
        keys: Value? = nil, login: Value = Self.login, _ more: (String, Value)...
    ) -> (ResourceKey, Value) {
        var spec = ValueMap([
            ValueMap.Entry(key: "type", value: .string("set")),
            ValueMap.Entry(key: "issuer", value: .string("https://idp.example")),
            ValueMap.Entry(key: "audience", value: .list([.string("https://provisioning.example")])),
            ValueMap.Entry(key: "keys", value: keys ?? .object(("jwks", .string(text("jwks"))))),
            ValueMap.Entry(key: "login", value: login),
        ])
        for (name, value) in more { spec[name] = value }
        return (ResourceKey(.loginTrigger, "ssf"), .map(spec))
    }

    /// Logins of `crm` through its one connection, with the mail address that the event tells.
    package static let login = Value.object(
        ("application", .object(("name", .string("crm")))),
        ("claims", .object(("email", .string("event.mail")))))
}

extension KeyCache {
    /// A cache whose issuer's key set a test replaces, and which counts how often it is asked.
    package static func asking(
        _ issuer: ScriptedIssuer, clock: any WallClock = StandingClock(),
        random: @escaping @Sendable () -> UInt64 = { 0 }
    ) -> KeyCache {
        KeyCache(clock: clock, random: random) { _ throws(KeyFailure) in try await issuer.answer() }
    }
}

/// An issuer that answers what a test tells it to.
package actor ScriptedIssuer {
    package private(set) var requests = 0
    private var next: Result<FetchedKeys, KeyFailure>
    private var gate: (@Sendable () -> Bool)?

    package init(_ jwks: String, lifetime: Duration? = nil) {
        next = .success(FetchedKeys(body: Array(jwks.utf8), lifetime: lifetime))
    }

    package func publish(_ jwks: String, lifetime: Duration? = nil) {
        next = .success(FetchedKeys(body: Array(jwks.utf8), lifetime: lifetime))
    }

    package func fail(_ failure: KeyFailure = KeyFailure(reason: "told to fail")) {
        next = .failure(failure)
    }

    /// Answers only once the condition holds.
    package func holdUntil(_ condition: @escaping @Sendable () -> Bool) { gate = condition }

    func answer() async throws(KeyFailure) -> FetchedKeys {
        requests += 1
        while let gate, !gate() { await Task.yield() }
        return try next.get()
    }
}
