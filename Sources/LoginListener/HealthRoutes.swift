import Hummingbird
import Model
import Provisioning
import ServiceLifecycle

/// `/healthz`: the process runs. `/readyz`: it can take logins.
struct HealthRoutes: Sendable {
    let ports: ListenerPorts

    func add(to router: Router<ListenerContext>) {
        router.get("healthz") { _, _ in Response(json: .object(("status", .string("ok"))), status: .ok) }
        router.get("readyz") { _, _ in try await ready() }
    }

    private func ready() async throws(ProblemDetails) -> Response {
        guard !Task.isShuttingDownGracefully else {
            throw ProblemDetails(.serviceUnavailable, "the listener is draining")
        }
        do throws(StoreError) {
            _ = try await ports.routing.current()
        } catch {
            throw ProblemDetails(error)
        }
        return Response(json: .object(("status", .string("ready"))), status: .ok)
    }
}
