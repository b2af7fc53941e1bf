/// What can go wrong in a universe, by where it happens.
package enum Fault: String, CaseIterable, Sendable {
    // The network and the targets, one request each.
    case refusedConnection
    case timeOutBeforeCommit
    case timeOutAfterCommit
    case commitAfterTimeOut
    case resetBeforeCommit
    case resetAfterCommit
    case brokenBeforeCommit
    case brokenAfterCommit
    case gatewayBeforeCommit
    case gatewayAfterCommit
    case throttledSeconds
    case throttledDate
    case unavailableRetryAfter
    case unavailable
    case unauthorised
    case refusedRequest
    case answerIsHTML
    case answerIsCutOff
    case answerIsAnError
    case answerWithoutID
    case answerOfAnother
    case slowAnswer

    // The targets, for a while.
    case outage
    case hanging
    case throttling
    case refusingCredentials
    case accountVanished

    // The store.
    case storeBusy
    case storeUnavailable
    case failedAfterCommit
    case slowStore

    // The processes.
    case crash
    case crashAfterCommit
    case restart
    case secondProcess
    case clockForward
    case clockBack

    // The logins.
    case duplicateLogin
    case reorderedLogin
    case burst
    case unusableLogin
    case leftScope
    case returnedToScope
    case sharedUserName
    case existingAccount
    case accountOfAnother

    // The stored state.
    case connectorDisabled
    case connectorEnabled
    case connectorDeleted

    /// Those after which the target has the change, and its sender does not know.
    static let afterCommit: [(item: Fault, weight: Int)] = [
        (.timeOutAfterCommit, 1), (.resetAfterCommit, 3), (.brokenAfterCommit, 3), (.gatewayAfterCommit, 3),
    ]

    package static let names = Set(allCases.map(\.rawValue))

    /// Those of one request, as often as each is drawn.
    static let ofRequests: [(item: Fault, weight: Int)] = [
        (.refusedConnection, 3), (.timeOutBeforeCommit, 3), (.timeOutAfterCommit, 4), (.commitAfterTimeOut, 3),
        (.resetBeforeCommit, 2), (.resetAfterCommit, 4), (.brokenBeforeCommit, 3), (.brokenAfterCommit, 4),
        (.gatewayBeforeCommit, 2), (.gatewayAfterCommit, 3), (.throttledSeconds, 3), (.throttledDate, 3),
        (.unavailableRetryAfter, 3), (.unavailable, 2), (.unauthorised, 1), (.refusedRequest, 1),
        (.answerIsHTML, 2), (.answerIsCutOff, 3), (.answerIsAnError, 2), (.answerWithoutID, 3), (.answerOfAnother, 2),
        (.slowAnswer, 4),
    ]
}
