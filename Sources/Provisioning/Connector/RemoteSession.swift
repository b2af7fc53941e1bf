package import Model
import Synchronization

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
    private let connector: String
    private let memory: TargetMemory
    private let turn: @Sendable () async throws(CancellationError) -> Void
    /// Gives 64 random bits a call.
    package let random: @Sendable () -> UInt64
    private let record: @Sendable (RecordedExchange) -> Void
    private let watch: (@Sendable (AttemptNote) -> Void)?
    private let sent = SentSecrets()

    /// Largest answer that is read: a page of a few thousand users.
    package static let largestAnswer = 8 << 20

    /// - Parameters:
    ///   - timeout: Longest one request may take.
    ///   - connector: The name under which tokens and facts are kept.
    ///   - memory: Shared by everything in this process that asks targets.
    ///   - turn: Waits until a request may leave; throws when cancelled before.
    ///   - random: Gives 64 random bits a call, fit for secrets; the system's generator when not given.
    ///   - record: Called for each exchange, without secrets.
    ///   - watch: Called for what a connector type learned about the account.
    package init(
        transport: any HTTPTransport, secrets: any SecretResolving, clock: any WallClock, timeout: Duration,
        mode: Mode = .live, connector: String = "", memory: TargetMemory = TargetMemory(),
        turn: @escaping @Sendable () async throws(CancellationError) -> Void = {},
        random: @escaping @Sendable () -> UInt64 = Self.systemRandom,
        record: @escaping @Sendable (RecordedExchange) -> Void = { _ in },
        watch: (@Sendable (AttemptNote) -> Void)? = nil
    ) {
        self.transport = transport
        self.secrets = secrets
        self.clock = clock
        self.timeout = timeout
        self.mode = mode
        self.connector = connector
        self.memory = memory
        self.turn = turn
        self.random = random
        self.record = record
        self.watch = watch
    }

    package var now: Timestamp { clock.now }

    package static let systemRandom: @Sendable () -> UInt64 = {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    /// A secret that is no credential, such as a first password.
    package func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted {
        try secrets.resolve(reference)
    }

    /// Tells whoever watches the attempt; when nobody does, the note is not even made.
    ///
    /// A target may hold our secrets as values, and they must not be seen.
    package func tell(_ note: @autoclosure () -> AttemptNote) {
        watch?(note().hiding(sent.all))
    }

    /// What was learned about this connector's target before, by any delivery in this process.
    package func recall(_ key: String) -> Value? { memory.recall("\(connector)\n\(key)", at: clock.now) }

    package func remember(_ value: Value, as key: String, for time: Duration) {
        memory.remember(value, as: "\(connector)\n\(key)", until: clock.now + time)
    }

    /// Sends a request with credentials and waits for the answer.
    ///
    /// A secret is resolved now, so a rotated one counts at once. A token that was kept and is refused is replaced, and
    /// the request sent once more: 401 means that nothing was done.
    package func send(
        _ request: HTTPRequest, with credentials: Credentials
    ) async throws(RemoteFailure) -> RemoteAnswer {
        let shown = request.showing(credentials)
        guard mode == .live || request.method.isSafe else {
            record(RecordedExchange(shown, end: .held, took: .zero))
            throw .held(HeldRequest(request))
        }
        let kind: Credentials.Kind
        do throws(SecretFailure) {
            kind = try credentials.kind(by: secrets)
        } catch {
            throw .secret(error)
        }
        switch kind {
        case .ready(let proof): return try await exchange(request, proof, shown: shown)
        case .token(let grant):
            let (token, isFresh) = try await currentToken(grant)
            let answer = try await exchange(request, .bearer(token.text.revealed), shown: shown)
            guard answer.status == 401, !isFresh else { return answer }
            memory.tokens.forget(token, key(of: grant))
            let (other, _) = try await currentToken(grant)
            return try await exchange(request, .bearer(other.text.revealed), shown: shown)
        }
    }

    /// The token that requests would be sent with now.
    package func token(for grant: any TokenGrant) async throws(RemoteFailure) -> AccessToken {
        try await currentToken(grant).token
    }

    private func currentToken(
        _ grant: any TokenGrant
    ) async throws(RemoteFailure) -> (token: AccessToken, isFresh: Bool) {
        do throws(TokenFailure) {
            return try await memory.tokens.token(key(of: grant), clock: clock) { () async throws(TokenFailure) in
                try await fetchToken(grant)
            }
        } catch {
            switch error {
            case .secret(let failure): throw .secret(failure)
            case .stopped: throw .stopped
            default: throw .token(error)
            }
        }
    }

    /// The name belongs to it: two connectors never share a token.
    private func key(of grant: any TokenGrant) -> String { "\(connector)\n\(grant.identity)" }

    /// Asks the token endpoint, in a dry run too: nothing changes there.
    private func fetchToken(_ grant: any TokenGrant) async throws(TokenFailure) -> AccessToken {
        let asked: TokenRequest
        do throws(GrantFailure) {
            asked = try await grant.request(by: secrets, at: clock.now)
        } catch {
            switch error {
            case .secret(let failure): throw .secret(failure)
            case .unusable(let reason): throw .refused(reason: reason)
            }
        }
        let answer: RemoteAnswer
        do throws(RemoteFailure) {
            answer = try await exchange(asked.http, hiding: asked.secrets, shown: asked.shown, for: .token)
        } catch {
            switch error {
            case .stopped: throw .stopped
            case .transport(let error):
                throw .unavailable(reason: "no token from \(asked.url): \(error.reason)", retryAt: nil)
            case .secret, .held, .token: throw .unusable(reason: "no token from \(asked.url)")
            }
        }
        return try TokenAnswer(answer, from: asked.url).token(at: clock.now)
    }

    private func exchange(
        _ request: HTTPRequest, _ proof: Credentials.Proof, shown: HTTPRequest
    ) async throws(RemoteFailure) -> RemoteAnswer {
        var request = request
        request.headers.append(proof.header)
        let inside = request.concealed.map { [$0.secret.revealed] } ?? []
        return try await exchange(request, hiding: proof.secrets + inside, shown: shown)
    }

    /// Sends the request in its turn and records what is shown of it.
    private func exchange(
        _ request: HTTPRequest, hiding secrets: [String], shown: HTTPRequest,
        for purpose: RecordedExchange.Purpose = .accounts
    ) async throws(RemoteFailure) -> RemoteAnswer {
        var request = request
        request.timeout = timeout
        request.largestAnswer = Self.largestAnswer
        do throws(CancellationError) {
            try await turn()
        } catch {
            throw .stopped
        }
        if watch != nil { sent.add(secrets) }
        let start = clock.now
        do throws(TransportError) {
            let response = try await transport.send(request)
            record(RecordedExchange(shown, for: purpose, end: .answered(response.status), took: clock.now - start))
            return RemoteAnswer(response, hiding: secrets)
        } catch {
            let error = SecretBlot.blotted(error, of: secrets)
            record(RecordedExchange(shown, for: purpose, end: .failed(error), took: clock.now - start))
            throw .transport(error)
        }
    }
}

/// What a session proved itself with so far.
private final class SentSecrets: Sendable {
    private let secrets = Mutex<Set<String>>([])

    var all: [String] { secrets.withLock { Array($0) } }
    func add(_ more: [String]) { secrets.withLock { $0.formUnion(more) } }
}

extension HTTPRequest {
    /// With a header that says that there are credentials, and not which, and without the secret of its body.
    fileprivate func showing(_ credentials: Credentials) -> HTTPRequest {
        var request = self
        if let concealed { request.body = concealed.body }
        request.concealed = nil
        request.headers.append(HTTPHeader(credentials.headerName, "", isSensitive: true))
        return request
    }
}
