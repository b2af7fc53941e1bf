import Foundation
import Model
import Provisioning
import TestSupport
import Testing

/// Changed tokens against the trigger types that take tokens.
struct TokenFuzzTests {
    /// `RECONCILE_FUZZ_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which.
    private static func number(_ name: String, or fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? fallback
    }
    private static let inputs = number("RECONCILE_FUZZ_INPUTS", or: 30_000) / 2
    private static let seed = UInt64(number("RECONCILE_FUZZ_SEED", or: 20_261_124))

    private func expectNoneAccepted(
        of names: [String], by trigger: (ResourceKey, Value), _ minted: MintedTokens
    ) async throws {
        let table = try LoginFixture.table(LoginFixture.standardSpecs + [trigger])
        let type = try #require(table.triggers[trigger.0.name]).type
        let (mutated, accepted) = await TokenMutation.accepted(
            of: names.map(minted.token), count: Self.inputs, seed: Self.seed, by: type)
        print("\(mutated) changed tokens for the type \(Swift.type(of: type).name), \(accepted.count) accepted")
        #expect(accepted == [])
    }

    @Test func `no changed security event token is ever accepted`() async throws {
        let minted = try await MintedTokens.made()
        try await expectNoneAccepted(
            of: ["signed RS256", "signed PS256", "signed ES256", "signed ES384", "signed EdDSA", "loginSuccess"],
            by: minted.trigger(), minted)
    }

    @Test func `no changed ID token is ever accepted`() async throws {
        let tokens = try await IDTokenTriggerTests()
        try await expectNoneAccepted(
            of: ["id good", "id EdDSA", "id again with another signature"], by: tokens.trigger(), tokens.minted)
    }
}
