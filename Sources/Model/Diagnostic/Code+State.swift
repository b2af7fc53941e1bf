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

    static let state = [
        stateUnavailable, stateCorrupt, stateLocked, stalePlan, notFound, newerState, stateTooOpen,
        savedPlanUnreadable,
    ]
}
