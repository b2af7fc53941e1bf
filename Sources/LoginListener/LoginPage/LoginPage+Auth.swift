import Hummingbird
import Logging
import Model
import Provisioning

/// `GET /auth`: a proxy asks whether a request may pass, and who it is from.
extension LoginPage {
    func authenticate(_ request: Request, _ context: ListenerContext) async -> Response {
        let query = QueryText.parameters(request.uri.query) ?? [:]
        let application: PagedApplication
        do throws(PageRefusal) {
            let table = try await currentTable()
            application = try protected(query["application"], request, in: table)
        } catch {
            note(error, context)
            return Response(status: error.status == .serviceUnavailable ? .serviceUnavailable : .unauthorized)
        }
        do throws(SessionRefusal) {
            let session = try await session(request, at: application)
            guard let identity = IdentityFields(session) else { throw .unreadable }
            return Response(status: .ok, headers: identity.fields)
        } catch {
            context.logger.log(
                level: error.isUsual ? .debug : .notice, "session refused",
                metadata: [
                    "code": "\(DiagnosticCode.sessionRefused.id)", "application": "\(application.name)",
                    "reason": "\(error.rawValue)",
                ])
            if error == .storeDown { return Response(status: .serviceUnavailable) }
            guard query["denied"] == "redirect" else { return Response(status: .unauthorized) }
            let returnTo = Self.forwarded("X-Forwarded-Uri", request).flatMap(ReturnPath.init)
            let asked = returnTo.map { "?return=\($0.escaped)" } ?? ""
            return .redirect(.found, to: application.origin.text + application.path("") + asked)
        }
    }

    /// The application that the proxy protects: as it says, or the only one at this host.
    private func protected(
        _ named: String?, _ request: Request, in table: RoutingTable
    ) throws(PageRefusal) -> PagedApplication {
        if let named { return try PagedApplication.find(named, in: table) }
        guard let host = Self.forwarded("X-Forwarded-Host", request)?.lowercased() else {
            throw .unknownProtected("the request names no application and has no X-Forwarded-Host")
        }
        let found = table.flows.filter { flow in
            guard let address = flow.value.application.url else { return false }
            return host == address.origin.authority
                || host == address.origin.authority + (address.isEncrypted ? ":443" : ":80")
        }.keys
        guard found.count == 1, let name = found.first else {
            throw .unknownProtected(
                found.isEmpty
                    ? "no login flow's `application.url` has the host of X-Forwarded-Host"
                    : "several login flows have the host of X-Forwarded-Host: \(found.sorted().joined(separator: ", "))"
            )
        }
        return try PagedApplication.find(name, in: table)
    }

    private static func forwarded(_ name: String, _ request: Request) -> String? {
        guard let name = HTTPFields.Element.Name(name) else { return nil }
        let values = request.headers[values: name]
        return values.count == 1 ? values[0] : nil
    }
}

extension PageRefusal {
    fileprivate static func unknownProtected(_ reason: String) -> Self {
        Self(status: .unauthorized, code: .unknownProtected, heading: "", advice: "", reason: reason)
    }
}
