package import Model

/// A stored delivery with what is known about its latest attempt.
package struct DeliveryRecord: Hashable, Sendable {
    package let id: DeliveryID
    package let login: LoginID
    package let connector: String
    package let subject: Subject
    /// What people call the person: user name, else e-mail address, else subject.
    package let userName: String
    package let status: DeliveryStatus
    /// Attempts so far.
    package let attempt: Int
    package let isDoubtful: Bool
    package let isApproved: Bool
    /// When the login happened.
    package let asOf: Timestamp
    /// When it may be claimed; the end of the lease while it is under way.
    package let dueAt: Timestamp
    package let changedAt: Timestamp
    package let reason: String?
    package let code: String?
    package let trace: [TracedExchange]
    /// The later login that took its place; `nil` too when retention removed that one.
    package let supersededBy: LoginID?

    package init(
        id: DeliveryID, login: LoginID, connector: String, subject: Subject, userName: String,
        status: DeliveryStatus, attempt: Int, isDoubtful: Bool, isApproved: Bool, asOf: Timestamp, dueAt: Timestamp,
        changedAt: Timestamp, reason: String?, code: String?, trace: [TracedExchange], supersededBy: LoginID?
    ) {
        self.id = id
        self.login = login
        self.connector = connector
        self.subject = subject
        self.userName = userName
        self.status = status
        self.attempt = attempt
        self.isDoubtful = isDoubtful
        self.isApproved = isApproved
        self.asOf = asOf
        self.dueAt = dueAt
        self.changedAt = changedAt
        self.reason = reason
        self.code = code
        self.trace = trace
        self.supersededBy = supersededBy
    }

    /// The code and the reason, and when a waiting one is tried next; empty when there is nothing to say.
    package var reasonInWords: String {
        var words = [code, reason].compactMap { $0 }.joined(separator: " ")
        switch status {
        case .queued where attempt > 0, .ambiguous:
            words += "\(words.isEmpty ? "" : "; ")next attempt at \(dueAt)"
        default: break
        }
        return words
    }

    /// What the code means and what to do about it.
    package var explanation: String? { DiagnosticCode.all.first { $0.id == code }?.explanation }
}
