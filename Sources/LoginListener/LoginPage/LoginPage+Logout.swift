import Hummingbird
import Logging
import Model
import Provisioning

/// Signing out, here and at the provider.
extension LoginPage {
    private static let largestForm = 4096
    /// For how long a single connection is not gone on with after signing out.
    private static let calm = Duration.seconds(300)

    /// `GET /login/APPLICATION/logout`: asks first, so that no other site's link signs anybody out.
    func askToLogOut(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        guard let session = try? await session(request, at: application),
            let token = keys.token(for: session.id.text, .logout)
        else { return .redirect(.found, to: application.path("signed-out")) }
        let address = await providerLogout(of: session, application, context)
        let target = address.flatMap(WebAddress.init(_:))?.origin
        return views.question(application, token: token, target: target)
    }

    /// `POST /login/APPLICATION/logout`
    func logOut(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        let application = try await application(context)
        let session: LoginSession
        do throws(SessionRefusal) {
            session = try await self.session(request, at: application)
        } catch .storeDown {
            throw PageRefusal.store(.busy).trying(application)
        } catch {
            // Nothing is left to end; the cookie goes in any case.
            return signedOutRedirect(to: application.path("signed-out"))
        }
        guard Self.comesFromOurPage(request, at: application.origin) else {
            throw PageRefusal.logout("the form was sent by another site").trying(application)
        }
        guard let token = try await form(request)["token"],
            keys.isToken(token, for: session.id.text, .logout)
        else { throw PageRefusal.logout("the form's token is not of this session").trying(application) }
        let end = now
        try await stored { () throws(StoreError) in
            try await means.endedSessions.end(session.id, until: session.expiry, at: end)
        }
        context.logger.info(
            "person signed out", metadata: ["application": "\(application.name)", "login": "\(session.login)"])
        let address = await providerLogout(of: session, application, context)
        return signedOutRedirect(to: address ?? application.path("signed-out"))
    }

    /// `GET /login/APPLICATION/signed-out`
    func signedOut(_ request: Request, _ context: ListenerContext) async throws(PageRefusal) -> Response {
        views.signedOut(try await application(context))
    }

    private func signedOutRedirect(to address: String) -> Response {
        .redirect(
            .seeOther, to: address,
            cookies: [
                HostCookie.cleared(LoginSession.cookie), HostCookie.set(Self.signedOutCookie, to: "1", for: Self.calm),
            ])
    }

    /// `nil` when the provider has no such address, or does not answer: the person is signed out here all the same.
    private func providerLogout(
        of session: LoginSession, _ application: PagedApplication, _ context: ListenerContext
    ) async -> String? {
        guard let offer = application.offer(of: session.connection) else { return nil }
        do throws(SignInFailure) {
            return try await means.signingIn.logoutAddress(
                of: offer.provider, idToken: session.idToken, returningTo: application.afterLogout)
        } catch {
            context.logger.notice(
                "the provider's logout address can't be had",
                metadata: ["code": "\(error.code.id)", "reason": "\(error.reason)"])
            return nil
        }
    }

    /// Browsers say where a request comes from (Fetch Metadata, and Origin before it); other clients are judged by the
    /// form's token alone.
    private static func comesFromOurPage(_ request: Request, at origin: WebOrigin) -> Bool {
        if let site = HTTPFields.Element.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }) {
            return site == "same-origin"
        }
        guard let sender = request.headers[.origin] else { return true }
        return sender == origin.text
    }

    private func form(_ request: Request) async throws(PageRefusal) -> [String: String] {
        guard request.headers[.contentType]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true,
            let body = try? await request.body.collect(upTo: Self.largestForm)
        else { throw .logout("the request holds no form") }
        return QueryText.parameters(String(buffer: body)) ?? [:]
    }
}
