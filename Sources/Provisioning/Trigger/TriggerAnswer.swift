/// How a request of a trigger ended.
package enum TriggerOutcome: Sendable {
    /// Stored, stored before, or nothing to store.
    case taken
    case refused(TriggerRefusal)
}

/// An answer in the form of the trigger's own protocol.
package struct TriggerAnswer: Hashable, Sendable {
    package let status: Int
    package let headers: [String: String]
    package let body: [UInt8]

    package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
