import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Watches the requests of one connection, or the one request of a stream: how long a body takes, what still comes
/// behind an answer, and whether the answer is taken.
final class ExchangeGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: ServerLimits
    private let headers: SecurityHeaders
    private let isStream: Bool
    private var connection: ConnectionGuard?
    private var context: ChannelHandlerContext?
    /// Requests whose answer is not out.
    private var unanswered = 0
    /// Requests that the connection was told of.
    private var told = 0
    private var isReading = false
    /// Of the body that is read, as far as its header says.
    private var expected: Int?
    private var received = 0
    private var began = NIODeadline.now()
    /// What may still come behind an answer, in bytes; `nil` before it.
    private var rest: Int?
    private var isEnding = false
    private var patience = Patience()
    private let note: (ConnectionCut) -> Void

    /// - Parameter note: Told of each cut.
    init(
        limits: ServerLimits, headers: SecurityHeaders, isStream: Bool, note: @escaping (ConnectionCut) -> Void
    ) {
        self.limits = limits
        self.headers = headers
        self.isStream = isStream
        self.note = note
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        let channel = isStream ? context.channel.parent : context.channel
        connection = try? channel?.pipeline.syncOperations.handler(type: ConnectionGuard.self)
        patience.start(on: context.eventLoop.assumeIsolated()) { [unowned self] in self.end($0) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        patience.stop()
        for _ in 0..<told { connection?.exchangeEnded() }
        told = 0
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            isReading = true
            unanswered += 1
            told += 1
            connection?.exchangeBegan()
            received = 0
            expected = head.headerFields[.contentLength].flatMap { Int($0) }
            rest = nil
            began = .now()
            patience.wait(limits.bodyTime, or: .body)
        case .body(let bytes):
            received += bytes.readableBytes
            if let left = rest {
                rest = left - bytes.readableBytes
                if left < bytes.readableBytes { end(.drain) }
                return
            }
        case .end:
            isReading = false
            if isStream, unanswered == 0 { patience.wait(limits.writeTime, or: .write) } else { patience.rest() }
            endIfWhole()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var part = unwrapOutboundIn(data)
        // What is read now is the newest request; only its own answer says what becomes of the rest of it.
        let isOfUnread = isReading && unanswered == 1
        if case .head(var head) = part, head.status.kind != .informational, !isStream,
            isEnding || isOfUnread && expected.map({ $0 - received > limits.drainSize }) ?? true
        {
            head.headerFields[.connection] = "close"
            part = .head(head)
        }
        context.write(wrapOutboundOut(part), promise: promise)
        guard case .end = part else { return }
        unanswered -= 1
        if isEnding, unanswered == 0 {
            context.flush()
            context.close(mode: isStream ? .all : .output, promise: nil)
            patience.wait(limits.drainTime, or: .malformed)
        } else if isOfUnread {
            rest = limits.drainSize
            patience.wait(limits.drainTime, or: .drain)
        } else if isStream {
            // A peer that gives no room for the answer keeps the stream else.
            patience.wait(limits.writeTime, or: .write)
        }
        endIfWhole()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let problem = error as? HTTPParserError else { return context.fireErrorCaught(error) }
        if !isEnding { note(.malformed) }
        isEnding = true
        // Who is owed an answer gets that one, and no second.
        guard !isStream, unanswered == 0 else { return context.fireErrorCaught(error) }
        refuse(problem.isOverflow ? .requestHeaderFieldsTooLarge : .badRequest, context)
        patience.wait(limits.drainTime, or: .malformed)
    }

    private func refuse(_ status: HTTPResponse.Status, _ context: ChannelHandlerContext) {
        var head = HTTPResponse(status: status, headerFields: [.connection: "close", .contentLength: "0"])
        headers.add(to: &head.headerFields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(mode: .output, promise: nil)
    }

    private func endIfWhole() {
        while !isReading, told > unanswered {
            told -= 1
            connection?.exchangeEnded()
        }
    }

    private func end(_ cut: ConnectionCut) {
        guard let context else { return }
        if cut == .body, !isEnding {
            // 64 KiB a second keep it.
            let earned = TimeAmount(limits.bodyTime) + .seconds(Int64(received / 65_536))
            let left = began + earned - .now()
            guard left <= .nanoseconds(0) else { return patience.wait(.nanoseconds(left.nanoseconds), or: .body) }
            isEnding = true
            note(.body)
            context.fireErrorCaught(SlowBody())
            return patience.wait(limits.drainTime, or: .body)
        }
        if !isEnding { note(cut) }
        isEnding = true
        if isStream { context.close(promise: nil) } else { connection?.end() }
    }
}

/// A body that took longer than it may.
struct SlowBody: Error {}

extension HTTPParserError {
    fileprivate var isOverflow: Bool {
        switch self {
        case .headerOverflow: true
        default: false
        }
    }
}
