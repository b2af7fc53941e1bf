import ArgumentParser
import Model

/// Looking again and again, and telling somebody when what is found changes.
struct WatchOptions: ParsableArguments {
    @Flag(help: "Go on looking until SIGINT or SIGTERM; a line tells each change, and a heartbeat that it still looks.")
    var watch = false

    @Option(help: "How long between two looks of --watch, scattered by a tenth; failures make it longer.")
    var interval: DurationArgument?

    @Option(help: ArgumentHelp("POST a signed message to this URL when the status changes.", valueName: "url"))
    var notify: String?

    @Option(
        help: ArgumentHelp(
            "What signs the messages, as standardwebhooks.com says: env:NAME or file:PATH.", valueName: "secret"))
    var notifySecret: SecretArgument?

    func validate() throws {
        guard watch || interval == nil else { throw ValidationError("--interval belongs to --watch") }
        if let interval, interval.duration < .milliseconds(100) {
            throw ValidationError("--interval takes 100ms or more")
        }
        guard let notify else {
            guard notifySecret == nil else { throw ValidationError("--notify-secret belongs to --notify") }
            return
        }
        guard notify.hasPrefix("https://") || notify.hasPrefix("http://") else {
            throw ValidationError("--notify takes a URL that begins with https:// (or http:// on this machine)")
        }
        guard notifySecret != nil else {
            throw ValidationError("--notify sends nothing unsigned; add --notify-secret env:NAME or file:PATH")
        }
    }
}

/// A secret's place on the command line, never the secret.
struct SecretArgument: ExpressibleByArgument {
    let reference: SecretReference

    init?(argument: String) {
        let parts = argument.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let reference = SecretReference(manifestKey: parts[0], target: parts[1]) else {
            return nil
        }
        self.reference = reference
    }
}
