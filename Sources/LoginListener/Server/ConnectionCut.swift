/// Why the listener ended a connection, or one stream of it, that its peer did not end.
package enum ConnectionCut: String, Hashable, Sendable, CaseIterable {
    /// No TLS handshake within its time.
    case handshake
    /// A header that did not arrive within its time.
    case header
    /// A body that did not arrive within its time.
    case body
    /// A peer that takes nothing of its answer.
    case write
    /// No request within the time that a connection is kept for the next one.
    case idle
    /// A body that went on behind its answer.
    case drain
    /// Room for a new connection.
    case crowded
    /// A header that is too large, or no HTTP.
    case malformed
}
