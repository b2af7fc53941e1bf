import Model
import Provisioning

/// What becomes of one request.
struct RequestPlay: Sendable {
    let fault: Fault?
    /// Microseconds until the target has it.
    let arrival: Int64
    /// Microseconds from there until the answer is back.
    let wayBack: Int64
    /// Whether the target carries it out.
    let commits: Bool
    /// Seconds of a Retry-After.
    let pause: Int

    init(_ fault: Fault?, limit: Int64, dice: Dice) {
        self.fault = fault
        pause = dice.number(1...4)
        let (way, back) = (Int64(dice.number(1...30)) * 1000, Int64(dice.number(1...30)) * 1000)
        switch fault {
        case .commitAfterTimeOut: arrival = limit + Int64(dice.number(1...6000)) * 1000
        case .slowAnswer: arrival = Int64(dice.number(1...Int(limit / 1000))) * 1000
        default: arrival = way
        }
        wayBack = fault == .slowAnswer ? Int64(dice.number(1...Int(limit / 1000))) * 1000 : back
        switch fault {
        case .timeOutAfterCommit, .commitAfterTimeOut, .resetAfterCommit, .brokenAfterCommit, .gatewayAfterCommit,
            .answerIsHTML, .answerIsCutOff, .answerWithoutID, .answerOfAnother, .slowAnswer, nil:
            commits = true
        case .answerIsAnError: commits = dice.chance(50)
        default: commits = false
        }
    }

    /// How the exchange ends for its sender; `nil` when nothing comes back.
    func end(
        after performed: HTTPResponse?, of request: HTTPRequest, at target: SimulatedTarget, now: Timestamp
    ) -> Exchange.End? {
        let seconds = HTTPHeader("Retry-After", "\(pause)")
        switch fault {
        case nil, .slowAnswer: return performed.map { .success($0) }
        case .refusedConnection, .outage: return .failure(.unsent("connection refused"))
        case .timeOutBeforeCommit, .timeOutAfterCommit, .commitAfterTimeOut, .hanging: return nil
        case .resetBeforeCommit, .resetAfterCommit: return .failure(.ambiguous("connection reset by peer"))
        case .brokenBeforeCommit, .brokenAfterCommit: return .success(SCIMAnswer.error(500, "broken"))
        case .gatewayBeforeCommit, .gatewayAfterCommit:
            return .success(HTTPResponse(status: 502, body: Array("<html>Bad Gateway</html>".utf8)))
        case .throttledSeconds, .throttling:
            return .success(SCIMAnswer.error(429, "slow down", headers: [seconds]))
        case .throttledDate:
            let date = HTTPHeader("Retry-After", SCIMAnswer.date(now + .seconds(pause + 1)))
            return .success(SCIMAnswer.error(429, "slow down", headers: [date]))
        case .unavailableRetryAfter: return .success(SCIMAnswer.error(503, "maintenance", headers: [seconds]))
        case .unavailable: return .success(SCIMAnswer.error(503, "overloaded"))
        case .unauthorised, .refusingCredentials: return .success(SCIMAnswer.error(401, "no"))
        case .refusedRequest: return .success(SCIMAnswer.error(400, "not like this", type: "invalidValue"))
        case .answerIsHTML: return .success(HTTPResponse(status: 200, body: Array("<html>Welcome</html>".utf8)))
        case .answerIsCutOff:
            return performed.map { response in
                .success(
                    HTTPResponse(
                        status: response.status, headers: response.headers,
                        body: Array(response.body.prefix(response.body.count / 2))))
            }
        case .answerIsAnError:
            let body = SCIMAnswer.error(500, "it failed").body
            return .success(HTTPResponse(status: 200, body: body))
        case .answerWithoutID: return performed.map { .success(Self.withoutID($0)) }
        case .answerOfAnother:
            return performed.map { .success(Self.ofAnother($0, to: request, at: target)) }
        default: return performed.map { .success($0) }
        }
    }

    /// The answer with an account in it that was not asked for.
    private static func ofAnother(
        _ response: HTTPResponse, to request: HTTPRequest, at target: SimulatedTarget
    ) -> HTTPResponse {
        let userName = SCIMAnswer.user(of: request)?["userName"]?.string
        let ids = SCIMAnswer.ids(in: response)
        let other = target.accounts.first { $0.isThere && $0.userName != userName && !ids.contains($0.id) }
        // A look-up that hides the account makes a second one; no program can tell.
        let isSearch = request.url.contains("?")
        guard [200, 201].contains(response.status), !isSearch, let other else { return response }
        return SCIMAnswer.json(response.status, other.answer)
    }

    private static func withoutID(_ response: HTTPResponse) -> HTTPResponse {
        guard response.status == 201, var map = (try? JSONReader.read(response.body))?.map else { return response }
        map["id"] = nil
        return SCIMAnswer.json(201, .map(map))
    }
}
