import Hummingbird
import Logging
import Model

/// Turns whatever a route throws into problem details, and logs what only the operator may know.
struct ProblemMiddleware: RouterMiddleware {
    typealias Context = ListenerContext

    let metrics: ListenerMetrics

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response = await answer(request, context, next)
        // Every answer is of this moment and for this sender, and is what it says it is.
        response.headers[.cacheControl] = "no-store"
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }

    private func answer(
        _ request: Request, _ context: Context, _ next: (Request, Context) async throws -> Response
    ) async -> Response {
        do {
            return try await next(request, context)
        } catch let problem as ProblemDetails {
            log(problem, of: request, context)
            return problem.response
        } catch let error as any HTTPResponseError {
            return ProblemDetails(error.status, error.status.reasonPhrase.lowercased()).response
        } catch {
            // Its text may hold parts of the request, so only its kind is logged.
            context.logger.error("request failed", metadata: ["error": "\(type(of: error))"])
            return ProblemDetails(.internalServerError, "the listener failed").response
        }
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
