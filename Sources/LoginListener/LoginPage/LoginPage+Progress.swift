import Hummingbird
import Model
import Provisioning

/// How the accounts of a login come along, for the person who waits for them.
extension LoginPage {
    /// `GET /login/APPLICATION/progress/LOGIN`
    func progress(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        let session: LoginSession
        do throws(SessionRefusal) {
            session = try await self.session(request, at: application)
        } catch {
            throw PageRefusal.noProgress(error.rawValue).trying(application)
        }
        guard context.parameters.get("login") == session.login.text else {
            throw PageRefusal.noProgress("the login is not the session's").trying(application)
        }
        let returnTo = returnPath(request) ?? application.home
        let receipt = try await stored { () throws(StoreError) in
            try await ports.intake.receipt(of: session.login, trigger: Self.sender)
        }
        let isOver = now >= session.began + application.flow.waitFor
        guard let receipt, !receipt.needsNoWait, !isOver else {
            return .redirect(.seeOther, to: application.origin.text + returnTo.text)
        }
        return views.progress(application, receipt.deliveries, returnTo: returnTo)
    }
}

extension PageRefusal {
    fileprivate static func noProgress(_ reason: String) -> Self {
        Self(
            status: .forbidden, code: .sessionRefused, heading: "You are not signed in",
            advice: "Your session is over, or was begun elsewhere. Please sign in again.", reason: reason)
    }
}

/// What a person reads about an account.
enum AccountProgress: Sendable {
    case waiting, making, done, delayed, held, notInScope, replaced, givenUp

    init(_ owed: LoginReceipt.Owed) {
        switch owed.status {
        case .queued: self = owed.retryAt == nil ? .waiting : .delayed
        case .sent: self = .making
        case .ambiguous: self = .delayed
        case .held: self = .held
        case .succeeded, .unchanged: self = .done
        case .skipped: self = .notInScope
        case .superseded: self = .replaced
        case .dead: self = .givenUp
        }
    }

    var words: String {
        switch self {
        case .waiting: "waiting for its turn"
        case .making: "being set up"
        case .done: "ready"
        case .delayed: "takes longer; it is tried again by itself"
        case .held: "waits for an administrator"
        case .notInScope: "not part of your access"
        case .replaced: "a later sign-in takes care of it"
        case .givenUp: "could not be set up; please tell an administrator"
        }
    }

    /// The class in the style sheet.
    var look: String {
        switch self {
        case .done: "good"
        case .givenUp: "bad"
        case .delayed, .held: "wait"
        case .waiting, .making, .notInScope, .replaced: "quiet"
        }
    }
}
