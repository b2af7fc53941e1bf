import HTTPTypes
import HummingbirdCore
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOHTTPTypes
import NIOSSL
import NIOTLS

/// How a connection is served: HTTP/1.1, or over TLS what client and listener agree on, HTTP/2 or HTTP/1.1.
struct ListenerChannel: ServerChildChannel {
    enum Spoken: Sendable {
        case http1(HTTP1Channel.Value)
        case http2(HTTP2Channel.Value)
    }

    struct Value: ServerChildChannelValue {
        let channel: any Channel
        let spoken: EventLoopFuture<Spoken>
    }

    private let http1: HTTP1Channel
    private let http2: HTTP2Channel
    private let limits: ServerLimits
    private let connections: OpenConnections
    /// Asked at each connection, so that a renewed one counts for the next.
    private let certificate: ServerCertificate?

    init(
        limits: ServerLimits, headers: SecurityHeaders, connections: OpenConnections,
        certificate: ServerCertificate?, responder: @escaping HTTPChannelHandler.Responder
    ) {
        self.limits = limits
        self.connections = connections
        self.certificate = certificate
        let note: @Sendable (ConnectionCut) -> Void = { connections.noteCut($0) }
        http1 = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [
                    ExchangeGuard(limits: limits, headers: headers, isStream: false, note: note)
                ],
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerSize, maxHeaderListSize: limits.headerSize,
                    maxHeaderFieldCount: 100)))
        // Streams at once, resets, pings, settings and the size of headers are bounded by the library.
        http2 = HTTP2Channel(
            responder: responder,
            configuration: HTTP2ChannelConfiguration(
                idleTimeout: limits.idleTime, gracefulCloseTimeout: limits.writeTime,
                streamConfiguration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        ExchangeGuard(limits: limits, headers: headers, isStream: true, note: note)
                    ])))
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        connections.add(channel)
        guard let certificate else {
            return channel.eventLoop.makeCompletedFuture { try watch(channel) {} }
                .flatMap { http1.setup(channel: channel, logger: logger) }
                .map { Value(channel: channel, spoken: channel.eventLoop.makeSucceededFuture(.http1($0))) }
        }
        return channel.eventLoop.makeCompletedFuture {
            try watch(channel) {
                try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
            }
            let negotiation = NIOTypedApplicationProtocolNegotiationHandler<Spoken> { [http1, http2] agreed in
                switch agreed {
                case .negotiated("h2"): http2.setup(channel: channel, logger: logger).map { .http2($0) }
                case .negotiated, .fallback: http1.setup(channel: channel, logger: logger).map { .http1($0) }
                }
            }
            try channel.pipeline.syncOperations.addHandler(negotiation)
            return Value(channel: channel, spoken: negotiation.protocolNegotiationResult)
        }
    }

    /// Puts the watch below and above what encrypts.
    private func watch(_ channel: any Channel, _ encrypt: () throws -> Void) throws {
        let floor = ConnectionFloor()
        try channel.pipeline.syncOperations.addHandler(floor)
        try encrypt()
        try channel.pipeline.syncOperations.addHandler(
            ConnectionGuard(
                limits: limits, connections: connections, floor: floor, isEncrypted: certificate != nil))
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.spoken.get() {
            case .http1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection): await http2.handle(value: connection, logger: logger)
            }
        } catch {
            // No handshake: the reason may quote what the peer sent, which a log at that level may hold.
            logger.debug("no HTTP spoken", metadata: ["error": "\(type(of: error))"])
        }
    }
}
