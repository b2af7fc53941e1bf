import ArgumentParser
import Logging
import LoginListener
import Provisioning

/// Where the listener listens, and how it runs.
struct ListenerAddress: ParsableArguments {
    @Option(help: "The address to listen on. Other than loopback needs TLS or --insecure-http.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 takes a free one.")
    var port = 8420

    @Flag(help: "Allow plain http on an address other than loopback, behind a proxy that does TLS.")
    var insecureHttp = false

    @OptionGroup var server: ServerOptions

    @Option(help: "PEM file of certificate authorities to trust besides the system's.")
    var caFile: String?

    @Option(name: .customLong("log-level"), help: "trace, debug, info, notice, warning, error or critical.")
    var logLevelName = "info"

    @Option(help: "text, or json: one JSON object a line on standard error.")
    var logFormat: LogFormat = .text

    @Flag(help: "Show a live line on a terminal, or a line every ten seconds elsewhere: logins, deliveries, queue.")
    var status = false

    @Option(help: "Delete logins of this age every hour, as `vacuum` does: 12h or 30d. Without it they stay.")
    var keep: AgeArgument?

    var logLevel: Logger.Level { Logger.Level(rawValue: logLevelName) ?? .info }

    func validate() throws {
        guard Logger.Level(rawValue: logLevelName) != nil else {
            throw ValidationError(
                "--log-level takes \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let keep, keep.duration < RetentionRule.shortest {
            throw ValidationError("--keep takes 1h or more: a sender's retry of an event must meet the first one")
        }
        guard (0...65535).contains(port) else { throw ValidationError("--port takes 0 to 65535") }
        guard isLoopback || insecureHttp || server.isEncrypted else {
            throw ValidationError(
                "--host \(host) would take logins over plain http from elsewhere; give --tls-certificate and --tls-key, or put a TLS proxy in front and add --insecure-http"
            )
        }
    }

    private var isLoopback: Bool { ListenerOptions(host: host).isLoopback }
}
