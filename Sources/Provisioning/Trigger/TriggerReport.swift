/// What a proven request tells.
package enum TriggerReport: Sendable {
    case login(ReportedLogin)
    /// Several at once, which are taken all or not at all.
    case batch([ReportedLogin])
    /// Something that owes nobody an account, such as a sign-in that failed; the sender is thanked, nothing is stored.
    ///
    /// - Parameter because: For the sender; holds no part of the body.
    case nothing(because: String)

    /// A message that says which login of a batch it is about, counted from 0.
    package static func inBatch(_ message: String, at index: Int) -> String { "event \(index): \(message)" }
}
