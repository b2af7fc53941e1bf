import Hummingbird
import Logging
import Model
import Provisioning

/// From the choice of a connection to the session.
extension LoginPage {
    /// How long the callback waits for the accounts before it shows how they come along.
    private static let patience = Duration.milliseconds(300)

    /// `GET /login/APPLICATION`
    func choose(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        let returnTo = returnPath(request)
        let signedOut = BrowserCookies(request).has(Self.signedOutCookie)
        let mayGoOn = !signedOut && QueryText.parameters(request.uri.query)?["choose"] == nil
        if mayGoOn, application.offers.count == 1, let only = application.offers.first {
            return .redirect(.found, to: views.startAddress(application, only, returnTo))
        }
        return views.choice(application, returnTo: returnTo, signedOut: signedOut)
    }

    /// `GET /login/APPLICATION/start/CONNECTION`
    func start(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        guard let offer = context.parameters.get("connection").flatMap(application.offer) else {
            throw .noLoginPage("the connection is not offered, or disabled")
        }
        sayTemporary(context)
        let asked = returnPath(request)
        let returnTo = asked ?? application.home
        let now = now
        let begun: SignInStart
        do throws(SignInFailure) {
            begun = try await means.signingIn.begin(
                SignInRequest(
                    connection: offer.name, provider: offer.provider, application: application.name,
                    redirectURI: application.callback, returnTo: returnTo.text), at: now)
        } catch {
            throw PageRefusal.failure(error).trying(application, returnTo: asked)
        }
        guard let cookies = pending.beginning(begun.pending, beside: BrowserCookies(request), at: now) else {
            throw .broken
        }
        return .redirect(
            .found, to: begun.address, cookies: cookies + [HostCookie.cleared(Self.signedOutCookie)])
    }

    /// `GET /login/APPLICATION/callback`
    func callback(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        do throws(PageRefusal) {
            return try await finish(request, application, context)
        } catch {
            metrics.refused(error.code)
            throw error.again == nil ? error.trying(application) : error
        }
    }

    private func finish(
        _ request: Request, _ application: PagedApplication, _ context: ListenerContext
    ) async throws(PageRefusal) -> Response {
        guard let query = QueryText.parameters(request.uri.query), let state = query["state"] else {
            throw .strangeCallback("the callback names no state, or a parameter twice")
        }
        let cookies = BrowserCookies(request)
        let begun = now
        guard let pending = pending.pending(of: state, among: cookies, at: begun) else {
            let name = PendingCookies.name(for: state)
            throw .strangeCallback(
                cookies.has(name)
                    ? "the cookie of this sign-in can't be opened, or is too old"
                    : "the browser has no cookie of this sign-in")
        }
        let used = [PendingCookies.name(for: state)]
        let returnTo = ReturnPath(pending.returnTo) ?? application.home
        let offer = try offer(of: pending, application, used)
        let person: ProvenPerson
        do throws(SignInFailure) {
            person = try await means.signingIn.finish(
                query, of: pending, with: offer.provider, wanting: offer.claims, at: begun)
        } catch {
            throw PageRefusal.failure(error).trying(application, returnTo: returnTo, clearing: used)
        }
        let (session, cookie, receipt) = try await store(person, of: pending, from: request, context, used)
        let held = HeldAnswer(
            intake: ports.intake, bell: ports.settlements, clock: ports.clock, poll: options.waitPoll)
        let wait = application.flow.waitFor
        let standing = await held.receipt(after: receipt, of: Self.sender, within: min(Self.patience, wait))
        let address =
            wait == .zero || standing.needsNoWait
            ? application.origin.text + returnTo.text
            : application.path("progress/\(session.login)?return=\(returnTo.escaped)")
        return .redirect(
            .seeOther, to: address,
            cookies: [cookie] + (used + [Self.signedOutCookie]).map(HostCookie.cleared))
    }

    /// What the pending sign-in goes through, when that counts still.
    private func offer(
        of pending: PendingSignIn, _ application: PagedApplication, _ used: [String]
    ) throws(PageRefusal) -> PagedApplication.Offer {
        guard pending.application == application.name else {
            throw PageRefusal.strangeCallback("the sign-in was begun for another application")
                .trying(application, clearing: used)
        }
        guard let offer = application.offer(of: pending.connection) else {
            throw PageRefusal.notOffered("connection `\(pending.connection)` is not offered any more")
                .trying(application, clearing: used)
        }
        guard pending.redirectURI == application.callback else {
            throw PageRefusal.strangeCallback("`application.url` changed since the sign-in began")
                .trying(application, clearing: used)
        }
        return offer
    }

    /// Stores the login and makes the session of it.
    private func store(
        _ person: ProvenPerson, of pending: PendingSignIn, from request: Request, _ context: ListenerContext,
        _ used: [String]
    ) async throws(PageRefusal) -> (LoginSession, String, LoginReceipt) {
        // Anew: the provider may have taken its time.
        let table = try await currentTable()
        let application = try PagedApplication.find(pending.application, in: table)
        let now = now
        let login: Login
        do throws(TriggerRefusal) {
            login = try LoginRouting(table).route(
                ReportedLogin(
                    eventID: "signin-" + CookieText.wholeDigest(pending.state), occurredAt: nil,
                    application: pending.application, connection: pending.connection, subject: person.subject,
                    claims: person.claims), as: Self.sender, at: now)
        } catch {
            throw PageRefusal.routing(error).trying(application, clearing: used)
        }
        func session(of login: LoginID, _ identity: SignedInIdentity, id: SessionID) -> LoginSession {
            LoginSession(
                id: id, application: application.name, connection: pending.connection, identity: identity,
                began: now, expiry: now + application.flow.session, login: login,
                browser: CookieText.digest(request.headers[.userAgent] ?? ""), idToken: person.idToken)
        }
        let identity = SignedInIdentity(login)
        let id = SessionID(CookieText.random(by: means.random))
        // Before anything is stored: a person who can't have a session should get no account either.
        let trial = session(of: LoginID(String(repeating: "0", count: 64)), identity, id: id)
        guard IdentityFields(trial) != nil, trial.sealed(by: keys) != nil else {
            throw PageRefusal.identityTooLarge.trying(application, clearing: used)
        }
        let receipt = try await stored { () throws(StoreError) in try await ports.intake.store(login) }
        guard !receipt.isDuplicate else {
            metrics.duplicate()
            throw PageRefusal.repeatedSignIn.trying(
                application, returnTo: ReturnPath(pending.returnTo), clearing: used)
        }
        ports.loginStored()
        metrics.accepted()
        let made = session(of: receipt.login, identity, id: id)
        guard let cookie = made.sealed(by: keys) else { throw .broken }
        var metadata: Logger.Metadata = [
            "login": "\(receipt.login)", "application": "\(application.name)", "connection": "\(pending.connection)",
        ]
        if let note = person.note { metadata["note"] = "\(note)" }
        context.logger.info("person signed in", metadata: metadata)
        return (made, cookie, receipt)
    }
}
