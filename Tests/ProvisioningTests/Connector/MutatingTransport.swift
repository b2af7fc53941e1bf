import Foundation
import Model
import Provisioning
import Synchronization
import TestSupport

/// The way to a target on which answers go wrong while it is armed.
final class MutatingTransport: HTTPTransport {
    private struct State {
        var random: SeededRandom
        var isArmed = false
        /// How many of the next answers pass before one goes wrong.
        var passing = 0
        /// Every answer from then on, or only that one.
        var isLasting = false
        var mutated = 0
        var byKind: [AnswerMutation: Int] = [:]
        var given: [HTTPResponse] = []
        var echoed: Set<String> = []
        var earlier: [HTTPResponse] = []
    }

    private let target: any HTTPTransport
    private let state: Mutex<State>

    init(to target: any HTTPTransport, seed: UInt64) {
        self.target = target
        state = Mutex(State(random: SeededRandom(seed: seed)))
    }

    var mutated: Int { state.withLock { $0.mutated } }
    var byKind: [AnswerMutation: Int] { state.withLock { $0.byKind } }
    /// Secrets of ours that wrong answers may have held.
    var echoed: Set<String> { state.withLock { $0.echoed } }
    /// The answers since it was armed, as they came.
    var given: [HTTPResponse] { state.withLock { $0.given } }

    /// Lets one of the next answers go wrong, or all from then on.
    func arm() {
        state.withLock { state in
            state.isArmed = true
            state.passing = state.random.below(4)
            state.isLasting = state.random.below(3) == 0
            state.given = []
        }
    }

    func disarm() { state.withLock { $0.isArmed = false } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = try await target.send(request)
        let secret = request.proof
        let result: Result<HTTPResponse, TransportError> = state.withLock { state in
            defer { state.earlier = state.earlier.suffix(20) + [answer] }
            guard state.isArmed else { return .success(answer) }
            defer { state.passing -= 1 }
            guard state.passing == 0 || (state.passing < 0 && state.isLasting) else {
                state.given.append(answer)
                return .success(answer)
            }
            let kind = AnswerMutation.allCases.randomElement(using: &state.random) ?? .status
            state.mutated += 1
            state.echoed.insert(secret)
            state.byKind[kind, default: 0] += 1
            do throws(TransportError) {
                let wrong = try kind.applied(
                    to: answer, earlier: state.earlier, secret: secret, by: &state.random)
                state.given.append(wrong)
                return .success(wrong)
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

extension HTTPRequest {
    /// What proves who we are: the credentials of the header, or the secret of a form that asks for a token.
    fileprivate var proof: String {
        if let header = headers.first(where: \.isSensitive) {
            return header.value.split(separator: " ").last.map(String.init) ?? header.value
        }
        let form = String(decoding: body ?? [], as: UTF8.self).split(separator: "&")
        let proofs = form.filter { $0.hasPrefix("assertion=") || $0.hasPrefix("client_secret=") }
        let proof = proofs.first?.drop { $0 != "=" }.dropFirst()
        return proof.flatMap { String($0).removingPercentEncoding } ?? ConnectorCase.secret
    }
}
