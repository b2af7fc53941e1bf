/// R6xxx: deliveries, as the reason of an outcome.
extension DiagnosticCode {
    package static let emptyRequired = Self(
        "R6001", "a required attribute came out empty",
        "The target demands the attribute and the template gave nothing for this user. Map it, or give a fallback with a section."
    )
    package static let remoteConflict = Self(
        "R6002", "the target has a matching account that may not be adopted",
        "`conflict.policy` is `fail`, the match is ambiguous, or the account belongs to another user. The message names the candidates."
    )
    package static let remoteRejected = Self(
        "R6003", "the target refused the request",
        "The request is wrong for this target and would fail again. The message holds the target's own reason.")
    package static let remoteUnauthorised = Self(
        "R6004", "the target refused our credentials",
        "Check the connector's credentials and their permissions.")
    package static let remoteUnreachable = Self(
        "R6005", "the target could not be reached or failed",
        "The delivery is retried with growing pauses.")
    package static let remoteThrottled = Self(
        "R6006", "the target asks us to slow down", "The delivery is retried at the time the target named.")
    package static let remoteAnswerUnusable = Self(
        "R6007", "the target's answer can't be used",
        "A success without an account id, or an answer that is no SCIM. Nothing is linked; the next attempt looks first."
    )
    package static let attemptsExhausted = Self(
        "R6008", "every attempt failed", "`delivery.maxAttempts` attempts failed; the delivery is a dead letter.")
    package static let connectorSecretUnavailable = Self(
        "R6009", "the connector's secret can't be had",
        "Set the variable or file that the connector's secret reference names, where the listener runs.")
    package static let connectorGone = Self(
        "R6010", "the connector is disabled or deleted",
        "The delivery was accepted while the connector was on; it was skipped.")
    package static let outOfScope = Self(
        "R6011", "the user is outside the connector's scope", "See the connector's `scope`.")
    package static let doubtfulOutcome = Self(
        "R6012", "the outcome of a request is in doubt",
        "The request may have been carried out. The next attempt looks the account up before it creates one.")
    package static let staleLogin = Self(
        "R6013", "a younger login of this person counts",
        "The login happened before one that was delivered already, so its attributes are out of date; it was skipped.")
    package static let removalHeld = Self(
        "R6014", "the brake holds this deprovisioning",
        "More accounts would go than `removalBrake` allows. See who they are with `reconcile deliveries --status held`; `reconcile deliveries approve` lets them go."
    )

    static let delivery = [
        emptyRequired, remoteConflict, remoteRejected, remoteUnauthorised, remoteUnreachable, remoteThrottled,
        remoteAnswerUnusable, attemptsExhausted, connectorSecretUnavailable, connectorGone, outOfScope,
        doubtfulOutcome, staleLogin, removalHeld,
    ]
}
