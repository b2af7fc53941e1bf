import Hummingbird
import Logging
import Model
import Provisioning

/// Why a person does not get what they asked the login page for.
struct PageRefusal: Error {
    let status: HTTPResponse.Status
    let code: DiagnosticCode
    let heading: String
    /// What the person can do; tells nothing about the installation.
    let advice: String
    /// Why, for the operator's log.
    let reason: String
    var level = Logger.Level.notice
    /// Where the person tries again; `nil` when that is of no use.
    var again: PagedApplication?
    var returnTo: ReturnPath?
    /// Cookies that are of no use any more.
    var cleared: [String] = []

    /// One answer for what is unknown and what is not ready.
    ///
    /// - Parameter isDeclared: The login flow is there, so the operator wants to know.
    static func noLoginPage(_ reason: String, isDeclared: Bool = false) -> Self {
        Self(
            status: .notFound, code: .noLoginPage, heading: "There is no page here",
            advice: "Check the address, or go back to where you came from.", reason: reason,
            level: isDeclared ? .notice : .debug)
    }

    static func store(_ failure: StoreError) -> Self {
        Self(
            status: .serviceUnavailable, code: .storeBusy, heading: "This takes longer than it should",
            advice: "Signing in does not work at the moment. Please try again in a minute.",
            reason: "\(failure.diagnostic.code.id): \(failure.diagnostic.message)", level: .error)
    }

    static func failure(_ failure: SignInFailure) -> Self {
        Self(
            status: failure.code == .providerUnavailable ? .serviceUnavailable : .forbidden, code: failure.code,
            heading: "You are not signed in", advice: failure.advice,
            reason: failure.reason)
    }

    static func strangeCallback(_ reason: String) -> Self {
        Self(
            status: .forbidden, code: .strangeCallback, heading: "You are not signed in",
            advice: "This sign-in was not begun in this browser, or it took more than ten minutes. Please sign in "
                + "again; cookies must be allowed for this site.",
            reason: reason)
    }

    static let repeatedSignIn = Self(
        status: .forbidden, code: .repeatedSignIn, heading: "This sign-in was used already",
        advice: "Each sign-in counts once. If you reloaded the page, go on to the application or sign in again.",
        reason: "the state of this callback was used before", level: .warning)

    static func notOffered(_ reason: String) -> Self {
        Self(
            status: .forbidden, code: .connectionNotOffered, heading: "You are not signed in",
            advice: "This way to sign in is not offered any more. Please choose another one.", reason: reason)
    }

    static func routing(_ refusal: TriggerRefusal) -> Self {
        Self(
            status: .forbidden, code: refusal.code, heading: "You are not signed in",
            advice: "This way to sign in is not offered any more. Please choose another one.",
            reason: refusal.message)
    }

    static let identityTooLarge = Self(
        status: .forbidden, code: .identityTooLarge, heading: "You are not signed in",
        advice: "Your identity provider tells more about you than this application can take, such as a long list of "
            + "groups. Please tell the people who run this application.",
        reason: "names and groups do not fit into a session's cookie and headers", level: .warning)

    static func logout(_ reason: String) -> Self {
        Self(
            status: .forbidden, code: .logoutRefused, heading: "You are still signed in",
            advice: "The request to sign out did not come from this page. Please sign out here again.",
            reason: reason)
    }

    static let broken = Self(
        status: .internalServerError, code: .sessionRefused, heading: "You are not signed in",
        advice: "Something went wrong here. Please tell the people who run this application.",
        reason: "sealing a cookie failed", level: .error)

    /// The same, with where the person tries again.
    func trying(_ application: PagedApplication, returnTo: ReturnPath? = nil, clearing: [String] = []) -> Self {
        var refusal = self
        refusal.again = application
        refusal.returnTo = returnTo
        refusal.cleared += clearing
        return refusal
    }
}
