package import Provisioning
import Synchronization

/// Sends HTTP requests with libcurl: one thread, pooled connections, HTTP/2 where TLS offers it.
///
/// Redirects are answers. Peer and host are always verified, TLS is 1.2 or later. A loopback address never goes
/// through a proxy; others use `https_proxy`, `http_proxy`, `all_proxy` and `no_proxy` as libcurl reads them.
/// A request that isn't safe (RFC 9110 §9.2.1) leaves at most once, also when a kept connection turns out dead.
package final class CurlTransport: HTTPTransport {
    private let loop: CurlMultiLoop

    /// Starts the thread; fails with `unsent` when there are no resources for it.
    package init(options: Options = Options()) throws(TransportError) {
        loop = try CurlMultiLoop.start(options: options)
    }

    deinit {
        loop.abandon()
    }

    package func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let cancellation = CurlSubmission.Cancellation()
        let deadline = ContinuousClock.now.advanced(by: min(max(request.timeout, .zero), .seconds(86_400)))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(
                    CurlSubmission(
                        request: request, deadline: deadline, cancellation: cancellation, continuation: continuation))
            }
        } onCancel: {
            cancellation.cancel()
            loop.wake()
        }
        return try result.get()
    }

    /// Aborts every transfer, closes the connections and waits for the thread's end. Later requests are `unsent`.
    package func shutdown() async {
        await loop.shutdown()
    }
}

/// A request on its way to the loop, with the one continuation that must be resumed for it.
struct CurlSubmission: Sendable {
    /// A flag that outlives either side: a task may be cancelled before its request reaches the loop.
    final class Cancellation: Sendable {
        private let flag = Atomic<Bool>(false)

        var isRequested: Bool { flag.load(ordering: .acquiring) }

        func cancel() {
            flag.store(true, ordering: .releasing)
        }
    }

    let request: HTTPRequest
    let deadline: ContinuousClock.Instant
    let cancellation: Cancellation
    private let continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>

    init(
        request: HTTPRequest, deadline: ContinuousClock.Instant, cancellation: Cancellation,
        continuation: CheckedContinuation<Result<HTTPResponse, TransportError>, Never>
    ) {
        self.request = request
        self.deadline = deadline
        self.cancellation = cancellation
        self.continuation = continuation
    }

    func finish(_ result: Result<HTTPResponse, TransportError>) {
        continuation.resume(returning: result)
    }
}
