import NIOCore
import NIOTLS

/// Watches one connection: it is cut when a handshake, a header, the next request or the reading of an answer takes too
/// long, and it is idle, so that it may go for a new one, while it has no request.
///
/// It stands behind TLS and before HTTP, and counts bytes only: the exchanges tell it when they begin and end. In HTTP/2
/// bytes between requests say nothing, since peers acknowledge and ping; there only a request keeps a connection.
final class ConnectionGuard: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let limits: ServerLimits
    private let connections: OpenConnections
    private let floor: ConnectionFloor
    private var context: ChannelHandlerContext?
    private var exchanges = 0
    private var isHandshaking: Bool
    private var isMultiplexed = false
    private var headerBegan = false
    private var isQuiescing = false
    private var patience = Patience()
    private var writing = Patience()

    init(limits: ServerLimits, connections: OpenConnections, floor: ConnectionFloor, isEncrypted: Bool) {
        self.limits = limits
        self.connections = connections
        self.floor = floor
        isHandshaking = isEncrypted
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let loop = context.eventLoop.assumeIsolated()
        patience.start(on: loop) { [unowned self] in self.cut($0) }
        writing.start(on: loop) { [unowned self] in self.cut($0) }
        if isHandshaking {
            patience.wait(limits.headerTime, or: .handshake)
        } else {
            patience.wait(limits.idleTime, or: .idle)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        patience.stop()
        writing.stop()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if exchanges == 0, !headerBegan, !isMultiplexed {
            headerBegan = true
            patience.wait(limits.headerTime, or: .header)
        }
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable {
            writing.rest()
        } else {
            writing.wait(limits.writeTime, or: .write)
        }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case TLSUserEvent.handshakeCompleted(let spoken):
            isHandshaking = false
            isMultiplexed = spoken == "h2"
            patience.wait(limits.idleTime, or: .idle)
        case is ChannelShouldQuiesceEvent:
            // A peer that does not answer the farewell must not hold up the end.
            isQuiescing = true
            if exchanges == 0 { patience.wait(limits.drainTime, or: .idle) }
        default: break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A peer that speaks no TLS, or an old one: nothing that HTTP could answer.
        guard isHandshaking else { return context.fireErrorCaught(error) }
        cut(.handshake)
    }

    /// A request's header is there.
    func exchangeBegan() {
        exchanges += 1
        headerBegan = false
        patience.rest()
        if exchanges == 1, let context { connections.occupied(ObjectIdentifier(context.channel)) }
    }

    /// A request and its answer are whole, or will never be.
    func exchangeEnded() {
        exchanges -= 1
        guard exchanges == 0, let context else { return }
        connections.idle(ObjectIdentifier(context.channel))
        patience.wait(isQuiescing ? limits.drainTime : limits.idleTime, or: .idle)
    }

    /// Ends the connection at once, whatever the peer does.
    func end() { floor.end() }

    private func cut(_ reason: ConnectionCut) {
        guard let context else { return }
        connections.noteCut(reason)
        // Who only waited too long for a next request is told goodbye.
        if reason == .idle { context.close(promise: nil) } else { end() }
    }
}

/// Stands below TLS, whose own end would take what the peer sends for seconds more.
final class ConnectionFloor: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func end() { context?.close(promise: nil) }
}
