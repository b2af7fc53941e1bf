import ArgumentParser
import FoundationEssentials
import Model
import Reconciling

/// A length of time on the command line: `500ms`, `10s`, `5m` or `2h`.
struct DurationArgument: ExpressibleByArgument {
    let duration: Duration

    init(_ duration: Duration) {
        self.duration = duration
    }

    init?(argument: String) {
        guard let duration = Duration(written: argument) else { return nil }
        self.duration = duration
    }

    var defaultValueDescription: String { duration.written }
}

/// Which stored state, and whose resources in it.
struct StateOptions: ParsableArguments {
    @Option(help: "The stored state: a path, or sqlite:PATH.")
    var state = ".reconcile/state.db"

    @Option(help: "The owner whose resources are meant.")
    var owner = "default"

    @Option(help: "How long to wait while another process holds the state's lock or writes it.")
    var lockTimeout = DurationArgument(.seconds(10))

    @Option(help: "Who is acting, for the history; default is user@host, or what CI says.")
    var actor: String?

    func validate() throws {
        guard !state.isEmpty else { throw ValidationError("--state is empty; give a path") }
        if state.hasPrefix("postgresql:") || state.hasPrefix("postgres:") {
            throw ValidationError("this build keeps state in SQLite only; give --state a path")
        }
        guard !owner.isEmpty, owner.count <= 63 else { throw ValidationError("--owner takes 1 to 63 characters") }
    }

    var path: String { state.hasPrefix("sqlite:") ? String(state.dropFirst("sqlite:".count)) : state }

    /// Who the history names.
    var actorName: String {
        if let actor { return actor }
        let environment = ProcessInfo.processInfo.environment
        if let person = environment["GITHUB_ACTOR"] ?? environment["GITLAB_USER_LOGIN"] { return person }
        return "\(ProcessIdentity.user)@\(ProcessIdentity.host)"
    }

    /// The lock on a store, waited for as long as `--lock-timeout` says.
    func lease(on store: any StateStore, _ console: Console) -> StateLease {
        StateLease(
            store, clock: ContinuousClock(), wallClock: SystemClock(), timeout: lockTimeout.duration,
            isWaiting: { console.note("waiting for \($0), who holds the state's lock") })
    }

    /// This process, as it wants the lock.
    func claimant(_ purpose: String) -> StateLease.Claimant {
        StateLease.Claimant(
            token: LockToken(
                (0..<4).map { _ in String(UInt32.random(in: 0 ... .max), radix: 16) }.joined(separator: "-")),
            by: actorName, host: ProcessIdentity.host, process: ProcessIdentity.number, purpose: purpose)
    }
}
