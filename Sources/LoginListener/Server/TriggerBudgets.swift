import Model
import NIOCore
import Provisioning
import Synchronization

/// What each trigger may still ask of this listener.
///
/// Two budgets: what is proven counts against the declared rate; what is not proven yet counts against ten times that,
/// kept for each peer. So forged requests never take from the sender's own rate, and one peer's never from another's.
final class TriggerBudgets: Sendable {
    private struct Key: Hashable {
        let trigger: String
        /// `nil` for what is proven.
        let peer: [UInt8]?
    }

    private let allowances = Mutex<[Key: RateAllowance]>([:])
    /// So many are kept; peers beyond it share one.
    private let most: Int

    static let unprovenShare = 10

    init(most: Int = 4096) {
        self.most = most
    }

    /// Counts a request before its body is read and its proof checked.
    ///
    /// - Returns: When to come back; `nil` lets it pass.
    func unproven(_ trigger: RoutingTable.Trigger, from peer: SocketAddress?, at now: Timestamp) -> Duration? {
        take(
            Key(trigger: trigger.name, peer: peer?.network ?? []),
            rate: trigger.limits.requestsPerSecond * Self.unprovenShare,
            burst: trigger.limits.burst * Self.unprovenShare, at: now)
    }

    /// Counts a question of nobody known.
    func question(from peer: SocketAddress?, at now: Timestamp) -> Duration? {
        take(Key(trigger: "", peer: peer?.network ?? []), rate: 500, burst: 1000, at: now)
    }

    /// Counts a request whose proof is right.
    func proven(_ trigger: RoutingTable.Trigger, at now: Timestamp) -> Duration? {
        take(
            Key(trigger: trigger.name, peer: nil), rate: trigger.limits.requestsPerSecond,
            burst: trigger.limits.burst, at: now)
    }

    private func take(_ key: Key, rate: Int, burst: Int, at now: Timestamp) -> Duration? {
        allowances.withLock { allowances in
            var key = key
            if allowances[key] == nil, allowances.count >= most, key.peer != nil {
                allowances = allowances.filter { !$0.value.isFull(at: now) }
                if allowances.count >= most { key = Key(trigger: key.trigger, peer: []) }
            }
            return allowances[key, default: RateAllowance(perSecond: rate, burst: burst, at: now)]
                .take(perSecond: rate, burst: burst, at: now)
        }
    }
}

extension SocketAddress {
    /// The address as far as one peer can't choose it: a provider hands out whole /64 networks of IPv6.
    fileprivate var network: [UInt8]? {
        // Where the address stands in `sockaddr_in`, and its first half in `sockaddr_in6`.
        let place: Range<Int>
        switch self {
        case .v4: place = 4..<8
        case .v6: place = 8..<16
        case .unixDomainSocket: return nil
        }
        return withSockAddr { address, size in
            Array(UnsafeRawBufferPointer(start: address, count: size)[place])
        }
    }
}
