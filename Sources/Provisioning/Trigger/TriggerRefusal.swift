package import Model

/// Why a request of a trigger is not taken. Its texts hold neither secrets nor headers nor parts of the body.
package struct TriggerRefusal: Error, Hashable, Sendable {
    /// An `R5xxx`.
    package let code: DiagnosticCode
    /// What was found and expected, for the sender.
    package let message: String
    /// One action that mends it, for the sender.
    package let hint: String?
    /// What only the operator's log may hold, such as the name of a missing variable.
    package let operatorNote: String?
    /// When sending the same again may help, where that is known.
    package let retryAfter: Duration?

    package init(
        _ code: DiagnosticCode, _ message: String, hint: String? = nil, operatorNote: String? = nil,
        retryAfter: Duration? = nil
    ) {
        self.code = code
        self.message = message
        self.hint = hint
        self.operatorNote = operatorNote
        self.retryAfter = retryAfter
    }

    /// A wrong or missing proof; it does not tell which part was wrong beyond what the sender knows.
    static func badProof(_ message: String, hint: String? = nil) -> Self {
        Self(.badProof, message, hint: hint)
    }

    static func secretUnavailable(_ note: String) -> Self {
        Self(
            .secretUnavailable, "the trigger's secret can't be had here",
            hint: "send it again later; the listener's log says what is missing", operatorNote: note)
    }

    /// The body is no token of the kind, or its claims are not.
    static func malformedToken(_ message: String, hint: String? = nil) -> Self {
        Self(.malformedToken, message, hint: hint)
    }
}
