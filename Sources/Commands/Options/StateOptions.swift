import ArgumentParser
import FoundationEssentials
import Model

extension Duration: @retroactive ExpressibleByArgument {
    /// Reads `500ms`, `10s`, `5m` or `2h`; `0s` too.
    public init?(argument: String) {
        self.init(written: argument)
    }
}

/// Which stored state, and whose resources in it.
struct StateOptions: ParsableArguments {
    @Option(help: "The stored state: a path, or sqlite:PATH.")
    var state = ".reconcile/state.db"

    @Option(help: "The owner whose resources are meant.")
    var owner = "default"

    @Option(help: "How long to wait while another process writes the state.")
    var lockTimeout: Duration = .seconds(10)

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
        let user = environment["USER"] ?? environment["LOGNAME"] ?? "uid \(ProcessIdentity.user)"
        return "\(user)@\(ProcessIdentity.host)"
    }
}
