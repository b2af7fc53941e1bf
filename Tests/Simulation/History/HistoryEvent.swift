import Model
import Provisioning

/// What happened in a universe: what its laws judge, and one line of its trace.
enum HistoryEvent: Sendable {
    /// The application has the answer 202 for a login.
    case acknowledged(login: Int, duplicate: Bool, connectors: [String])
    /// The application has no such answer, and will report the login again.
    case unacknowledged(login: Int, why: String)
    case attemptBegan(AttemptMark, isDoubtful: Bool, linked: String?)
    case attemptEnded(AttemptMark, how: String, code: String?, reason: String)
    case settled(AttemptMark, how: SettledHow, code: String?, reason: String)
    case requestLeft(AttemptMark?, number: Int, connector: String, line: String)
    /// A living process has the answer. The identifiers are those that it names.
    case answered(AttemptMark?, number: Int, connector: String, Answer)
    case unanswered(AttemptMark?, number: Int, connector: String, why: String)
    case accountChanged(AccountChange)
    case played(Fault, at: String)
    case processBegan(Int)
    case processEnded(Int, how: String)
    case storeFailed(process: Int, why: String)
    case breakerMoved(process: Int, connector: String, to: String)
    case stateChanged(String)

    enum SettledHow: Hashable, Sendable {
        /// The account that is linked now; `nil` when none is, or when the link stays as it is.
        case done(remote: String?)
        case skipped
        case retry(at: Timestamp, isDoubtful: Bool)
        case released
        case held
        case dead
    }

    struct Answer: Sendable {
        let method: String
        let status: Int
        let ids: [String]
        /// Until when the target wants no more requests.
        let pause: Timestamp?
    }
}

/// A change of the truth at a target.
struct AccountChange: Sendable {
    enum Kind: String, Sendable {
        case existed
        case created
        case updated
        case deleted
        /// Somebody else deleted it.
        case vanished
    }

    let connector: String
    let id: String
    let kind: Kind
    /// The display name that the account has now.
    let text: String?
    let isActive: Bool
    let mark: AttemptMark?
    /// It came true only when its sender had given up waiting for it.
    let isLate: Bool
}

extension HistoryEvent: CustomStringConvertible {
    var description: String {
        switch self {
        case .acknowledged(let login, let duplicate, let connectors):
            "login \(login) acknowledged\(duplicate ? " again" : "") for \(connectors.joined(separator: " "))"
        case .unacknowledged(let login, let why): "login \(login) not acknowledged: \(why)"
        case .attemptBegan(let mark, let isDoubtful, let linked):
            "\(mark) began\(isDoubtful ? ", doubtful" : "")\(linked.map { ", linked to \($0)" } ?? "")"
        case .attemptEnded(let mark, let how, let code, let reason):
            "\(mark) ended: \(how) \(code ?? "") \(reason)"
        case .settled(let mark, let how, let code, let reason): "\(mark) settled: \(how) \(code ?? "") \(reason)"
        case .requestLeft(let mark, let number, let connector, let line):
            "request \(number) to \(connector) left: \(line) (\(Self.text(mark)))"
        case .answered(_, let number, let connector, let answer):
            "request \(number) to \(connector) answered: \(answer.status) \(answer.ids.joined(separator: " "))"
                + (answer.pause.map { " pause until \($0)" } ?? "")
        case .unanswered(_, let number, let connector, let why):
            "request \(number) to \(connector) not answered: \(why)"
        case .accountChanged(let change):
            "account \(change.id) at \(change.connector) \(change.kind.rawValue): \(change.text ?? "no name")"
                + "\(change.isActive ? "" : ", inactive")\(change.isLate ? ", late" : "") (\(Self.text(change.mark)))"
        case .played(let fault, let place): "fault \(fault.rawValue) at \(place)"
        case .processBegan(let number): "process \(number) began"
        case .processEnded(let number, let how): "process \(number) ended: \(how)"
        case .storeFailed(let process, let why): "process \(process) can't use the store: \(why)"
        case .breakerMoved(let process, let connector, let state):
            "breaker of \(connector) in process \(process): \(state)"
        case .stateChanged(let what): "stored state: \(what)"
        }
    }

    private static func text(_ mark: AttemptMark?) -> String { mark.map { "\($0)" } ?? "nobody" }
}

extension HistoryEvent.SettledHow {
    init(_ result: Settlement.Result) {
        switch result {
        case .done(_, let link): self = .done(remote: link?.account.id?.text)
        case .skipped: self = .skipped
        case .held: self = .held
        case .retry(let at, let isDoubtful): self = .retry(at: at, isDoubtful: isDoubtful)
        case .released: self = .released
        case .dead: self = .dead
        }
    }
}
