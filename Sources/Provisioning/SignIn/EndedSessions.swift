package import Model

/// Remembers which sessions of the login page were ended before their time, for all listeners of a state.
package protocol EndedSessions: Sendable {
    /// Ends a session for good. What it returned for is on disk.
    ///
    /// - Parameter expiry: When the session ends anyhow; it may be forgotten then.
    func end(_ session: SessionID, until expiry: Timestamp, at now: Timestamp) async throws(StoreError)

    /// Whether the session was ended.
    func isEnded(_ session: SessionID) async throws(StoreError) -> Bool
}

/// Identifies a session of the login page. It opens nothing by itself.
package struct SessionID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }
    package var description: String { text }
}
