/// Why the store could not do what was asked. Callers decide on the case, never on the text.
package enum StoreError: Error, Hashable, Sendable {
    /// Another writer holds the store, longer than we wait.
    case busy
    /// The state moved since it was read; nothing was written.
    case stale(expected: Int, found: Int)
    /// Somebody holds the state's lock, or took ours; nothing was written.
    case locked(by: String)
    /// The store can't be opened, reached or written.
    case unavailable(String)
    /// A record can't be understood. Never the same as absent.
    case corrupt(String)
    /// A newer version wrote the store.
    case newer(found: Int, known: Int)
    /// Others may read or write the store's file.
    case tooOpen(path: String, mode: String)

    /// The finding to show for it.
    package var diagnostic: Diagnostic {
        switch self {
        case .busy:
            Diagnostic(
                .stateLocked, "another process is writing the stored state",
                hint: "try again, or wait longer with --lock-timeout")
        case .stale(let expected, let found):
            Diagnostic(
                .stalePlan, "the plan was made at state serial \(expected), the state is now at \(found)",
                hint: "nothing was written; plan again")
        case .locked(let holder):
            Diagnostic(
                .stateLocked, "\(holder) holds the state's lock",
                hint: "wait longer with --lock-timeout; for a holder that is gone: reconcile lock break")
        case .unavailable(let reason): Diagnostic(.stateUnavailable, reason, hint: "check --state and its folder")
        case .corrupt(let what):
            Diagnostic(.stateCorrupt, what, hint: "nothing was changed; restore a backup of the state")
        case .newer(let found, let known):
            Diagnostic(
                .newerState, "the state has schema \(found), this program knows up to \(known)",
                hint: "upgrade reconcile")
        case .tooOpen(let path, let mode):
            Diagnostic(.stateTooOpen, "`\(path)` has mode \(mode)", hint: "chmod 600 \(path)")
        }
    }
}
