import HTTPTypes
import Hummingbird
import Logging

/// What happens around every request, first in and last out: its name, its line in the access log, and the headers of
/// its answer.
struct RequestFrame: RouterMiddleware {
    typealias Context = ListenerContext

    let headers: SecurityHeaders
    /// `nil` writes none.
    let accessLog: AccessLog?

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        if let named = request.headers[.requestID].flatMap({ RequestID($0) }) { context.requestID = named }
        // The library's own number says nothing to anybody outside this process.
        context.logger[metadataKey: "hb.request.id"] = nil
        context.logger[metadataKey: "request"] = "\(context.requestID)"
        let line = accessLog?.begin(request, context)
        var response = try await next(request, context)
        headers.add(to: &response.headers)
        response.headers[.requestID] = context.requestID.text
        guard let line else { return response }
        // The body of an answer to HEAD is dropped behind us.
        return request.method == .head ? line.ending(with: response) : line.following(response)
    }
}
