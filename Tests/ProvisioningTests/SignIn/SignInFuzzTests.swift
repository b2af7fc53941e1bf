import Foundation
import Model
import Provisioning
import TestSupport
import Testing

/// Changed answers of a provider: nobody is signed in whom the provider did not prove, and nobody else than it proved.
struct SignInFuzzTests {
    /// `RECONCILE_SIGN_IN_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which. Each is a whole sign-in with
    /// signatures, a millisecond, so the million that CI gives to manifests would take a quarter of an hour.
    private static func number(_ name: String, or fallback: Int) -> Int {
        ProcessInfo.processInfo.environment[name].flatMap(Int.init) ?? fallback
    }
    private static let inputs = number("RECONCILE_SIGN_IN_INPUTS", or: 20_000)
    private static let seed = UInt64(number("RECONCILE_FUZZ_SEED", or: 20_261_124))

    /// Claims that a sign-in with the right answers gives.
    private static let names: Set<String> = ["email", "groups", "name", "sub"]

    /// Plays sign-ins with the answer at `path` changed by bytes.
    private func play(_ path: String, salt: UInt64, _ inputs: Int) async throws -> (refused: Int, signedIn: Int) {
        var random = SeededRandom(seed: Self.seed ^ salt)
        var (refused, signedIn) = (0, 0)
        for _ in 0..<inputs {
            let play = try SignInCase()
            let once = random
            play.idp.answer(path) { right in
                var random = once
                var body = right.body
                for _ in 0...(random.next() % 3) { ByteMutation.change(&body, &random) }
                return HTTPResponse(status: right.status, headers: right.headers, body: body)
            }
            for _ in 0..<13 { _ = random.next() }
            do {
                let person = try await play.signIn()
                signedIn += 1
                // A change of what is not signed, such as of white space or an unknown name, may be right still.
                #expect(person.subject.text == "00u1" && person.claims["name"] == .string("Ada"))
                if path != "/userinfo" { #expect(Set(person.claims.keys).isSubset(of: Self.names)) }
                #expect(person.authenticatedAt == play.clock.now - .seconds(30))
                #expect(play.idp.requests.allSatisfy { $0.url.lowercased().hasPrefix("https://") })
            } catch let failure as SignInFailure {
                refused += 1
                for secret in SignInRefusalTests.secrets(of: play) where !secret.isEmpty {
                    #expect(!failure.reason.contains(secret), "\(failure.reason)")
                }
            }
        }
        print("seed \(Self.seed): \(inputs) changed answers of \(path): \(refused) refused, \(signedIn) signed in")
        return (refused, signedIn)
    }

    @Test func `changed token answers prove nobody else`() async throws {
        let (refused, _) = try await play("/token", salt: 1, Self.inputs / 2)
        #expect(refused > Self.inputs / 4)
    }

    @Test func `changed metadata send nobody anywhere unproven`() async throws {
        let (refused, _) = try await play("/.well-known/openid-configuration", salt: 2, Self.inputs / 8)
        #expect(refused > 0)
    }

    @Test func `changed key sets prove nobody else`() async throws {
        let (refused, _) = try await play("/keys", salt: 3, Self.inputs / 8)
        #expect(refused > 0)
    }

    @Test func `changed UserInfo changes no signed claim`() async throws {
        let (refused, _) = try await play("/userinfo", salt: 4, Self.inputs / 8)
        #expect(refused > 0)
    }

    @Test func `no changed ID token signs anybody in`() async throws {
        var random = SeededRandom(seed: Self.seed)
        let play = try SignInCase()
        var accepted: [String] = []
        for number in 0..<(Self.inputs / 2) {
            let signer = [TokenSigner.es256, .es384, .edDSA][number % 3]
            let once = SeededRandom(seed: random.next())
            play.idp.change { moods in
                moods.signer = signer
                moods.tokens = { tokens in
                    var random = once
                    let right = Array((tokens["id_token"]?.string ?? "").utf8)
                    let changed = TokenMutation.changed(among: [right], &random)
                    tokens["id_token"] = .string(String(decoding: changed, as: UTF8.self))
                }
            }
            if let person = try? await play.signIn() { accepted.append(person.idToken) }
        }
        print("seed \(Self.seed): \(Self.inputs / 2) changed ID tokens, \(accepted.count) accepted")
        #expect(accepted == [])
    }
}
