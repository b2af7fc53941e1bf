import NIOCore
import Synchronization

/// The connections of the listener, and which of them may go when it gets too many.
final class OpenConnections: Sendable {
    private struct Open {
        let channel: any Channel
        /// `nil` while it has a request.
        var idleSince: NIODeadline?
    }

    private let most: Int
    private let metrics: ListenerMetrics
    private let open = Mutex<[ObjectIdentifier: Open]>([:])

    init(most: Int, metrics: ListenerMetrics) {
        self.most = most
        self.metrics = metrics
    }

    var count: Int { open.withLock { $0.count } }

    /// Takes a connection in; when there are too many, the one that is idle for longest goes, or else the new one.
    ///
    /// One address may stand for many people behind a proxy, so peers have no bounds of their own.
    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        let leaving: (any Channel)? = open.withLock { open in
            var leaving: (any Channel)?
            if open.count >= most {
                let oldest = open.filter { $0.value.idleSince != nil }
                    .min { ($0.value.idleSince ?? .distantFuture) < ($1.value.idleSince ?? .distantFuture) }
                leaving = oldest?.value.channel ?? channel
                // Its place is free at once, though its end takes a moment.
                if let oldest { open[oldest.key] = nil }
            }
            open[id] = Open(channel: channel, idleSince: .now())
            return leaving
        }
        metrics.connections(opened: true)
        channel.closeFuture.whenComplete { [self] _ in
            _ = open.withLock { $0.removeValue(forKey: id) }
            metrics.connections(opened: false)
        }
        guard let leaving else { return }
        noteCut(.crowded)
        // Not at once: a channel that fails while it is set up would end the listening.
        leaving.eventLoop.execute { leaving.close(promise: nil) }
    }

    func occupied(_ id: ObjectIdentifier) { open.withLock { $0[id]?.idleSince = nil } }

    func idle(_ id: ObjectIdentifier) { open.withLock { $0[id]?.idleSince = .now() } }

    func noteCut(_ reason: ConnectionCut) { metrics.cut(reason) }
}
