import Provisioning

/// What a simulated target does instead of answering.
struct FaultPlan {
    /// Instead of answering the next request that asks for a change.
    var next: SimulatedFault?
    /// Instead of answering any further request.
    var lasting: SimulatedFault?

    private mutating func take(for request: HTTPRequest) -> SimulatedFault? {
        defer { if !request.method.isSafe { next = nil } }
        return lasting ?? (request.method.isSafe ? nil : next)
    }

    /// Plays the fault that is due, or lets the target answer.
    ///
    /// - Parameters:
    ///   - faults: Where the plan is in the state.
    ///   - answer: Carries the request out.
    static func play<State>(
        _ request: HTTPRequest, in state: inout State, _ faults: WritableKeyPath<State, FaultPlan>,
        _ answer: (inout State) -> HTTPResponse
    ) -> Result<HTTPResponse, TransportError> {
        switch state[keyPath: faults].take(for: request) {
        case .unreachable: return .failure(.unsent("connection refused"))
        case .answer(let response): return .success(response)
        case .timeOutAfterCommit:
            _ = answer(&state)
            return .failure(.ambiguous("timed out after 5s"))
        case .commitThenAnswer(let response):
            _ = answer(&state)
            return .success(response)
        case nil: return .success(answer(&state))
        }
    }
}
