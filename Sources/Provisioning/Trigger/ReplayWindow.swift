package import Model

/// How far a signed time may lie from ours, in either direction.
package struct ReplayWindow: Hashable, Sendable {
    package let tolerance: Duration

    package init(_ tolerance: Duration) {
        self.tolerance = tolerance
    }

    /// Five minutes, as the Standard Webhooks libraries have it.
    package static let standard = ReplayWindow(.seconds(300))

    /// Whether something signed then may be taken now; both edges belong to the window.
    package func admits(_ signedAt: Timestamp, at now: Timestamp) -> Bool {
        let distance = now - signedAt
        return distance >= .zero - tolerance && distance <= tolerance
    }
}
