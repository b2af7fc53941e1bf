/// What a proven request tells.
package enum TriggerReport: Sendable {
    case login(ReportedLogin)
    /// Something that owes nobody an account, such as a sign-in that failed; the sender is thanked, nothing is stored.
    ///
    /// - Parameter because: For the sender; holds no part of the body.
    case nothing(because: String)
}
