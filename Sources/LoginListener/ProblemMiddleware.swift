import Hummingbird
import Logging
import Model

/// Turns whatever a route throws into problem details, and logs what only the operator may know.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ListenerContext

    let metrics: ListenerMetrics
    let routes: KnownRoutes

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let problem as ProblemDetails {
            log(problem, of: request, context)
            return problem.response(to: context.requestID)
        } catch let error as any HTTPResponseError {
            return answer(error.status, to: request).response(to: context.requestID)
        } catch {
            // Its text may hold parts of the request, so only its kind is logged.
            context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
            return ProblemDetails(.internalServerError, "the listener failed").response(to: context.requestID)
        }
    }

    private func answer(_ status: HTTPResponse.Status, to request: Request) -> ProblemDetails {
        let methods = status == .notFound ? routes.methods(of: request.uri.path) : []
        guard !methods.isEmpty else { return ProblemDetails(status, status.reasonPhrase.lowercased()) }
        var problem = ProblemDetails(.methodNotAllowed, "this path does not take this method")
        problem.headers[.allow] = methods.joined(separator: ", ")
        return problem
    }

    private func log(_ problem: ProblemDetails, of request: Request, _ context: Context) {
        guard let code = problem.code else { return }
        if request.method == .post { metrics.refused(code) }
        var metadata: Logger.Metadata = ["code": "\(code.id)"]
        if let note = problem.operatorNote { metadata["note"] = "\(note)" }
        if problem.status == .serviceUnavailable {
            context.logger.error("request refused for now", metadata: metadata)
        } else {
            context.logger.debug("request refused", metadata: metadata)
        }
    }
}
