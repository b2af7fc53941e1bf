/// R4xxx: stored state and saved plans.
extension DiagnosticCode {
    package static let stateUnavailable = Self(
        "R4001", "the stored state can't be opened",
        "Check the path after `--state` and the permissions of its folder.")
    package static let stateCorrupt = Self(
        "R4002", "the stored state can't be understood",
        "A record can't be read back. Nothing was changed: unreadable state is never taken for absent. Restore a backup, or upgrade reconcile if a newer version wrote it."
    )
    package static let stateLocked = Self(
        "R4003", "somebody else holds the state's lock",
        "Another apply is running. Wait for it with `--lock-timeout`, or try again.")
    package static let stalePlan = Self(
        "R4004", "the plan is stale",
        "The stored state moved since the plan was made. Nothing was written; plan again.")
    package static let notFound = Self(
        "R4005", "no such resource in the stored state",
        "`reconcile get` lists what there is.")
    package static let newerState = Self(
        "R4006", "the stored state was written by a newer version",
        "Upgrade reconcile; an older version does not touch a newer state.")
    package static let stateTooOpen = Self(
        "R4007", "the stored state is readable by others",
        "The state file must have mode 0600. Run `chmod 600` on it.")
    package static let savedPlanUnreadable = Self(
        "R4008", "a saved plan can't be used",
        "The file is no plan of this version, or was changed after it was saved. Plan again.")
    package static let foreignPlan = Self(
        "R4009", "a saved plan is meant for something else",
        "The plan was made for another stored state, another owner or other manifests. Nothing was written; plan again here."
    )
    package static let expiredPlan = Self(
        "R4010", "a saved plan has expired",
        "`plan --out` gave it a time to live that is over. Nothing was written; plan again.")
    package static let unknownRevision = Self(
        "R4011", "a revision can't be gone back to",
        "`reconcile history` lists the revisions. The content of those made before version 3 of the state's schema was not kept."
    )
    package static let brokenHistory = Self(
        "R4012", "the history does not hold",
        "A stored revision, or a resource that it made, is not what it was: somebody or something wrote the state by other means. Restore a backup; `reconcile history --verify` names the first broken revision."
    )
    package static let noSuchDrift = Self(
        "R4013", "there is no such drift to acknowledge",
        "Only what differs now can be acknowledged. `reconcile drift` lists it, field by field.")
    package static let noLock = Self(
        "R4014", "there is no lock to break",
        "Nobody holds the state's lock, or its holder renewed it more recently than `--older-than` asks. `reconcile lock list` shows it."
    )
    package static let notificationFailed = Self(
        "R4015", "nobody could be told of a changed status",
        "The address after `--notify` did not take the message, or it can't be signed. What was found counts all the same; the next change is told again."
    )

    static let state = [
        stateUnavailable, stateCorrupt, stateLocked, stalePlan, notFound, newerState, stateTooOpen,
        savedPlanUnreadable, foreignPlan, expiredPlan, unknownRevision, brokenHistory, noSuchDrift, noLock,
        notificationFailed,
    ]
}
