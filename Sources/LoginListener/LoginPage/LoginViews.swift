import Hummingbird
import Model
import Provisioning
import Synchronization

/// The login pages, filled in.
final class LoginViews: Sendable {
    /// The pages in one colour.
    private struct Pages: Sendable {
        let choice: HTMLPage
        let progress: HTMLPage
        let question: HTMLPage
        let signedOut: HTMLPage
        let refusal: HTMLPage

        init(_ accent: LoginFlow.Accent?) throws {
            let style =
                PageStyle.sheet + LoginTemplates.style
                + LoginTemplates.colours(accent.map { (text: $0.text, isLight: $0.isLight) })
            choice = try HTMLPage(LoginTemplates.choice, style: style)
            progress = try HTMLPage(LoginTemplates.progress, style: style)
            question = try HTMLPage(LoginTemplates.question, style: style)
            signedOut = try HTMLPage(LoginTemplates.signedOut, style: style)
            refusal = try HTMLPage(LoginTemplates.refusal, style: style)
        }
    }

    /// By colour: templates are read once, and colours come from manifests only.
    private let made = Mutex<[LoginFlow.Accent?: Pages]>([:])
    private static let mostColours = 100

    private func pages(_ accent: LoginFlow.Accent?) -> Pages? {
        made.withLock { made in
            if let pages = made[accent] { return pages }
            if made.count >= Self.mostColours { made = [:] }
            let pages = try? Pages(accent)
            made[accent] = pages
            return pages
        }
    }

    private func page(
        _ kind: (Pages) -> HTMLPage, of application: PagedApplication?, title: String, _ values: [String: Any],
        formTargets: [WebOrigin] = [], status: HTTPResponse.Status = .ok
    ) -> Response {
        let look = application?.flow.page
        // Templates are constants that a test reads; only a broken build has none.
        guard let pages = pages(look?.accent) else { return Response(status: .internalServerError) }
        var values = values
        values["title"] = title
        values["logo"] = look?.logo?.address
        let images = look?.logo?.origin.map { [$0.text] } ?? []
        return kind(pages).response(
            values, policy: HTMLPage.Policy(images: images, formTargets: formTargets.map(\.text)), status: status)
    }

    func startAddress(
        _ application: PagedApplication, _ offer: PagedApplication.Offer, _ returnTo: ReturnPath?
    ) -> String {
        application.path("start/\(offer.name)") + (returnTo.map { "?return=\($0.escaped)" } ?? "")
    }

    func choice(_ application: PagedApplication, returnTo: ReturnPath?, signedOut: Bool) -> Response {
        let heading = application.flow.page?.title ?? "Sign in to \(application.title)"
        var values: [String: Any] = [
            "heading": heading,
            "choices": application.offers.map {
                ["address": startAddress(application, $0, returnTo), "words": "Continue with \($0.title)"]
            },
        ]
        if signedOut { values["note"] = "You are signed out." }
        return page(\.choice, of: application, title: heading, values)
    }

    func progress(
        _ application: PagedApplication, _ accounts: [LoginReceipt.Owed], returnTo: ReturnPath
    ) -> Response {
        let standing = accounts.map { (name: $0.connector, progress: AccountProgress($0)) }
        let ready = standing.count { $0.progress == .done }
        var response = page(
            \.progress, of: application, title: "Signing in to \(application.title)",
            [
                "summary": "Your accounts are being set up: \(ready) of \(standing.count) ready. "
                    + "This page goes on by itself.",
                "accounts": standing.map {
                    ["name": $0.name, "look": $0.progress.look, "words": $0.progress.words]
                },
                "next": application.origin.text + returnTo.text, "application": application.title,
            ])
        if let refresh = HTTPFields.Element.Name("Refresh") { response.headers[refresh] = "1" }
        return response
    }

    /// - Parameter target: Where the form's answer may lead, beside ourselves.
    func question(_ application: PagedApplication, token: String, target: WebOrigin?) -> Response {
        page(
            \.question, of: application, title: "Sign out of \(application.title)",
            [
                "application": application.title, "action": application.path("logout"), "token": token,
                "back": application.origin.text + application.home.text,
            ], formTargets: target.map { [$0] } ?? [])
    }

    func signedOut(_ application: PagedApplication) -> Response {
        page(
            \.signedOut, of: application, title: "Signed out of \(application.title)",
            ["again": application.path("")])
    }

    /// - Parameter reference: Finds the line in the operator's log.
    func refusal(_ refusal: PageRefusal, reference: String) -> Response {
        var values: [String: Any] = [
            "heading": refusal.heading, "advice": refusal.advice, "reference": reference,
        ]
        values["again"] = refusal.again.map { application in
            application.path("") + "?choose=1" + (refusal.returnTo.map { "&return=\($0.escaped)" } ?? "")
        }
        return page(\.refusal, of: refusal.again, title: refusal.heading, values, status: refusal.status)
    }
}
