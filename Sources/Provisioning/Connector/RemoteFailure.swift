package import Model

/// Why a session has no answer for a request.
package enum RemoteFailure: Error, Hashable, Sendable {
    case transport(TransportError)
    /// Nothing was sent: the credentials can't be had.
    case secret(SecretFailure)
    /// The request was not sent: there is no access token.
    case token(TokenFailure)
    /// Nothing was sent: cancelled before its turn came.
    case stopped
    /// Nothing was sent: a dry run.
    case held(HeldRequest)
}

/// A request that a dry run did not send, without credentials and other secrets.
package struct HeldRequest: Hashable, Sendable, CustomStringConvertible {
    package let method: HTTPRequest.Method
    package let url: String
    /// The body as text.
    package let body: String

    package init(_ request: HTTPRequest) {
        method = request.method
        url = request.url
        body = String(decoding: request.concealed?.body ?? request.body ?? [], as: UTF8.self)
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

    package enum Purpose: Hashable, Sendable {
        /// It is about accounts.
        case accounts
        /// It asks for an access token, which changes nothing; its form is not kept.
        case token
    }

    package let request: HTTPRequest
    package let purpose: Purpose
    package let end: End
    /// From its turn to the end of its answer.
    package let took: Duration

    init(_ request: HTTPRequest, for purpose: Purpose = .accounts, end: End, took: Duration) {
        self.request = request
        self.purpose = purpose
        self.end = end
        self.took = took
    }
}

extension RemoteFailure {
    /// What it means for a delivery that there is no answer.
    package func outcome(of method: HTTPRequest.Method) -> DeliveryOutcome {
        switch self {
        case .held(let request): .held(request)
        case .secret(let failure):
            .transient(.connectorSecretUnavailable, reason: failure.description, retryAt: nil)
        case .token(let failure): failure.outcome
        case .stopped:
            .transient(.remoteUnreachable, reason: "stopped before the request was sent", retryAt: nil)
        case .transport(.unsent(let reason)): .transient(.remoteUnreachable, reason: reason, retryAt: nil)
        case .transport(.refused(let reason)) where method.isSafe: .rejected(.remoteRejected, reason: reason)
        case .transport(let error) where method.isSafe:
            .transient(.remoteUnreachable, reason: error.reason, retryAt: nil)
        case .transport(let error): .ambiguous(.doubtfulOutcome, reason: error.reason)
        }
    }
}

extension TokenFailure {
    fileprivate var outcome: DeliveryOutcome {
        switch self {
        case .secret(let failure):
            .transient(.connectorSecretUnavailable, reason: failure.description, retryAt: nil)
        case .refused(let reason): .unauthorised(reason: reason)
        case .throttled(let reason, let retryAt): .throttled(reason: reason, retryAt: retryAt)
        case .unavailable(let reason, let retryAt): .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
        case .unusable(let reason): .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
        case .stopped: .transient(.remoteUnreachable, reason: "stopped before the request was sent", retryAt: nil)
        }
    }
}
