import Hummingbird
import Logging
import Model
import Provisioning
import ServiceLifecycle
import Synchronization

/// Everything below `/login`, and `/auth`: signing in to an application whose proxy asks us who somebody is.
struct LoginPage: Sendable {
    /// Stands where a trigger's name would; no trigger can have it.
    static let sender = "login page"
    /// Set for a while after signing out, so that a single connection does not sign the person in again at once.
    static let signedOutCookie = "__Host-reconcile-signed-out"

    let ports: ListenerPorts
    let options: ListenerOptions
    let means: LoginPageMeans
    let metrics: ListenerMetrics
    let views = LoginViews()
    private let temporaryNote = TemporaryNote()

    var keys: SessionKeys { means.keys }
    var pending: PendingCookies { PendingCookies(keys: keys) }
    var now: Timestamp { ports.wallClock.now }

    func add(to router: Router<ListenerContext>) {
        let page = router.group("login/:application")
        page.get("") { request, context in await answer(request, context, choose) }
        page.get("start/:connection") { request, context in await answer(request, context, start) }
        page.get("callback") { request, context in await answer(request, context, callback) }
        page.get("progress/:login") { request, context in await answer(request, context, progress) }
        page.get("logout") { request, context in await answer(request, context, askToLogOut) }
        page.post("logout") { request, context in await answer(request, context, logOut) }
        page.get("signed-out") { request, context in await answer(request, context, signedOut) }
        router.get("auth") { request, context in await authenticate(request, context) }
    }

    typealias Route = (Request, ListenerContext) async throws(PageRefusal) -> Response

    /// The route's answer, or the page that says why there is none.
    private func answer(_ request: Request, _ context: ListenerContext, _ route: Route) async -> Response {
        var response: Response
        do throws(PageRefusal) {
            response = try await route(request, context)
        } catch {
            note(error, context)
            response = views.refusal(error, reference: context.requestID.text)
            if error.status == .serviceUnavailable { response.headers[.retryAfter] = "5" }
            response.setCookies(error.cleared.map(HostCookie.cleared))
        }
        return response
    }

    func note(_ refusal: PageRefusal, _ context: ListenerContext) {
        var metadata: Logger.Metadata = ["code": "\(refusal.code.id)", "reason": "\(refusal.reason)"]
        if let application = refusal.again { metadata["application"] = "\(application.name)" }
        context.logger.log(level: refusal.level, "login page refused", metadata: metadata)
    }

    /// Says once that the sessions end with this process.
    func sayTemporary(_ context: ListenerContext) {
        guard keys.isTemporary, temporaryNote.isDue() else { return }
        context.logger.warning(
            "sessions of the login page end with this process; give every listener the same --session-key to keep them")
    }

    func currentTable() async throws(PageRefusal) -> RoutingTable {
        try await stored { () throws(StoreError) in try await ports.routing.current() }
    }

    func application(_ context: ListenerContext) async throws(PageRefusal) -> PagedApplication {
        try PagedApplication.find(context.parameters.get("application"), in: try await currentTable())
    }

    func stored<Answer>(_ body: () async throws(StoreError) -> Answer) async throws(PageRefusal) -> Answer {
        do throws(StoreError) {
            return try await body()
        } catch {
            metrics.failed(error)
            throw .store(error)
        }
    }

    /// Where the person wants to go on to, as far as it is a place of the application.
    func returnPath(_ request: Request) -> ReturnPath? {
        QueryText.parameters(request.uri.query)?["return"].flatMap(ReturnPath.init)
    }
}

/// Whether the note on temporary keys was written.
private final class TemporaryNote: Sendable {
    private let isWritten = Mutex(false)

    /// True once.
    func isDue() -> Bool {
        isWritten.withLock { isWritten in
            defer { isWritten = true }
            return !isWritten
        }
    }
}

extension Response {
    static func redirect(
        _ status: HTTPResponse.Status, to address: String, cookies: [String] = []
    ) -> Response {
        var response = Response(status: status, headers: [.location: address])
        response.setCookies(cookies)
        return response
    }
}
