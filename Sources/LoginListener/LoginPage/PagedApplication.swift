import Model
import Provisioning

/// An application that has a login page, as the stored state says at this moment.
struct PagedApplication: Sendable {
    /// A way to sign in.
    struct Offer: Sendable {
        let name: String
        let title: String
        let provider: OpenIDProvider
        /// What the connection's attributes are read from.
        let claims: Set<String>
    }

    /// The login flow's name.
    let name: String
    let flow: LoginFlow
    /// Where the application and its login page are for browsers.
    let origin: WebOrigin
    /// The application's own address, below its origin.
    let home: ReturnPath
    /// In the order in which they are declared.
    let offers: [Offer]

    var title: String { flow.application.displayName ?? name }

    /// To be registered at the providers.
    var callback: String { origin.text + path("callback") }
    var afterLogout: String { origin.text + path("signed-out") }

    func path(_ rest: String) -> String { rest.isEmpty ? "/login/\(name)" : "/login/\(name)/\(rest)" }

    /// The way to sign in that goes through this connection; `nil` when it is disabled or not offered.
    func offer(of connection: String) -> Offer? { offers.first { $0.name == connection } }

    /// - Throws: R5062, which tells the browser the same whatever is missing, and the log what it is.
    static func find(_ name: String?, in table: RoutingTable) throws(PageRefusal) -> PagedApplication {
        guard let name, let flow = table.flows[name] else { throw .noLoginPage("no login flow has this name") }
        guard let address = flow.application.url else {
            throw .noLoginPage("declare `application.url` in LoginFlow `\(name)`", isDeclared: true)
        }
        guard address.isEncrypted || address.isLoopback else {
            throw .noLoginPage(
                "`application.url` of LoginFlow `\(name)` must be https: browsers keep our cookies nowhere else",
                isDeclared: true)
        }
        let origin = address.origin
        guard let home = home(of: address) else {
            throw .noLoginPage("`application.url` of LoginFlow `\(name)` is no place to return to", isDeclared: true)
        }
        var offers: [Offer] = []
        for connection in flow.connections where !offers.contains(where: { $0.name == connection }) {
            guard let declared = table.connections[connection], declared.isEnabled, let provider = declared.oidc else {
                continue
            }
            offers.append(
                Offer(
                    name: connection, title: declared.displayName ?? connection, provider: provider,
                    claims: Set(declared.attributes.values)))
        }
        guard !offers.isEmpty else {
            throw .noLoginPage(
                "no step of LoginFlow `\(name)` offers an enabled OpenID Connect connection", isDeclared: true)
        }
        return PagedApplication(name: name, flow: flow, origin: origin, home: home, offers: offers)
    }

    private static func home(of address: WebAddress) -> ReturnPath? {
        let scheme = address.isEncrypted ? "https://" : "http://"
        let below = address.text.dropFirst(scheme.utf8.count).drop { $0 != "/" && $0 != "?" }
        return ReturnPath(below.first == "/" ? String(below) : "/" + below)
    }
}
