package import Model

/// The way to one target: sends requests with credentials, bounds them, records them, and changes nothing in a dry run.
package struct RemoteSession: Sendable {
    package enum Mode: Hashable, Sendable {
        case live
        /// Requests that ask for a change are not sent; the first one ends the attempt as held.
        case dryRun
    }

    private let transport: any HTTPTransport
    private let secrets: any SecretResolving
    private let clock: any WallClock
    private let timeout: Duration
    private let mode: Mode
    private let turn: @Sendable () async throws(CancellationError) -> Void
    private let record: @Sendable (RecordedExchange) -> Void
    private let watch: (@Sendable (AttemptNote) -> Void)?

    /// Largest answer that is read: a page of a few thousand users.
    package static let largestAnswer = 8 << 20

    /// - Parameters:
    ///   - timeout: Longest one request may take.
    ///   - turn: Waits until a request may leave; throws when cancelled before.
    ///   - record: Called for each exchange, without secrets.
    ///   - watch: Called for what a connector type learned about the account.
    package init(
        transport: any HTTPTransport, secrets: any SecretResolving, clock: any WallClock, timeout: Duration,
        mode: Mode = .live, turn: @escaping @Sendable () async throws(CancellationError) -> Void = {},
        record: @escaping @Sendable (RecordedExchange) -> Void = { _ in },
        watch: (@Sendable (AttemptNote) -> Void)? = nil
    ) {
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.timeout = timeout
        self.mode = mode
        self.turn = turn
        self.record = record
        self.watch = watch
    }

    package var now: Timestamp { clock.now }

    /// Tells whoever watches the attempt; when nobody does, the note is not even made.
    package func tell(_ note: @autoclosure () -> AttemptNote) { watch?(note()) }

    /// Sends a request with credentials and waits for the answer.
    ///
    /// The secret is resolved now, so a rotated one counts at once.
    package func send(
        _ request: HTTPRequest, with credentials: Credentials
    ) async throws(RemoteFailure) -> RemoteAnswer {
        guard mode == .live || request.method.isSafe else {
            let held = HeldRequest(request)
            record(RecordedExchange(request.showing(credentials), end: .held, took: .zero))
            throw .held(held)
        }
        var request = request
        request.timeout = timeout
        request.largestAnswer = Self.largestAnswer
        let proof: Credentials.Proof
        do throws(SecretFailure) {
            proof = try credentials.proof(by: secrets)
        } catch {
            throw .secret(error)
        }
        do throws(CancellationError) {
            try await turn()
        } catch {
            throw .stopped
        }
        let shown = request.showing(credentials)
        request.headers.append(proof.header)
        let start = clock.now
        do throws(TransportError) {
            let response = try await transport.send(request)
            record(RecordedExchange(shown, end: .answered(response.status), took: clock.now - start))
            return RemoteAnswer(response, hiding: proof.secrets)
        } catch {
            let error = SecretBlot.blotted(error, of: proof.secrets)
            record(RecordedExchange(shown, end: .failed(error), took: clock.now - start))
            throw .transport(error)
        }
    }
}

/// Why a session has no answer for a request.
package enum RemoteFailure: Error, Hashable, Sendable {
    case transport(TransportError)
    /// Nothing was sent: the credentials can't be had.
    case secret(SecretFailure)
    /// Nothing was sent: cancelled before its turn came.
    case stopped
    /// Nothing was sent: a dry run.
    case held(HeldRequest)
}

/// A request that a dry run did not send, without credentials.
package struct HeldRequest: Hashable, Sendable, CustomStringConvertible {
    package let method: HTTPRequest.Method
    package let url: String
    /// The body as text.
    package let body: String

    package init(_ request: HTTPRequest) {
        method = request.method
        url = request.url
        body = String(decoding: request.body ?? [], as: UTF8.self)
    }

    package var description: String { "\(method.rawValue) \(url)" }
}

/// One request and how it ended, for traces; made before credentials are added.
package struct RecordedExchange: Hashable, Sendable {
    package enum End: Hashable, Sendable {
        case answered(Int)
        case failed(TransportError)
        case held
    }

    package let request: HTTPRequest
    package let end: End
    /// From its turn to the end of its answer.
    package let took: Duration

    init(_ request: HTTPRequest, end: End, took: Duration) {
        self.request = request
        self.end = end
        self.took = took
    }
}

extension HTTPRequest {
    /// With a header that says that there are credentials, and not which.
    fileprivate func showing(_ credentials: Credentials) -> HTTPRequest {
        var request = self
        request.headers.append(HTTPHeader(credentials.headerName, "", isSensitive: true))
        return request
    }
}
