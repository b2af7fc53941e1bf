import Hummingbird
import Model
import Provisioning

/// Which session a browser has.
extension LoginPage {
    /// Why a session does not count.
    enum SessionRefusal: String, Error {
        case missing = "the browser sent no session, or several"
        case unreadable = "the cookie was changed, or sealed with another key"
        case otherApplication = "the session is of another application"
        case otherBrowser = "the session was made in another browser"
        case expired = "the session is over"
        case notOffered = "the session's connection is disabled, or not offered any more"
        case ended = "the person signed out of this session"
        case storeDown = "the store can't tell whether the session was ended"

        /// It happens to everybody, so nobody wants to read it.
        var isUsual: Bool { self == .missing || self == .expired }
    }

    /// The session of the browser at this application.
    ///
    /// Nothing is written. What the stored state says at this moment counts, and so does a logout at any listener.
    func session(_ request: Request, at application: PagedApplication) async throws(SessionRefusal) -> LoginSession {
        guard let value = BrowserCookies(request)[LoginSession.cookie], !value.isEmpty else { throw .missing }
        guard let session = LoginSession(sealed: value, by: keys) else { throw .unreadable }
        guard session.application == application.name else { throw .otherApplication }
        guard session.browser == CookieText.digest(request.headers[.userAgent] ?? "") else { throw .otherBrowser }
        guard now < session.expiry else { throw .expired }
        guard application.offer(of: session.connection) != nil else { throw .notOffered }
        let isEnded: Bool
        do throws(StoreError) {
            isEnded = try await means.endedSessions.isEnded(session.id)
        } catch {
            throw .storeDown
        }
        guard !isEnded else { throw .ended }
        return session
    }
}
