import ArgumentParser
import LoginListener
import Model
import Provisioning

/// What seals the sessions of the login page.
struct SessionKeyOption: ParsableArguments {
    @Option(
        name: .customLong("session-key"),
        help: ArgumentHelp(
            "What seals the login page's sessions, 32 bytes or more, env:NAME or file:PATH; repeats. The first seals, "
                + "all open. Without it, sessions end with the process.", valueName: "secret"))
    var sessionKeys: [SecretArgument] = []

    /// The keys as they are now.
    ///
    /// - Throws: `Diagnostics` when a secret is missing or too short.
    func keys(_ secrets: some SecretResolving, random: @Sendable () -> UInt64) throws(Diagnostics) -> SessionKeys {
        guard !sessionKeys.isEmpty else { return SessionKeys(by: random) }
        var found: [Redacted] = []
        for argument in sessionKeys {
            let secret: Redacted
            do throws(SecretFailure) {
                secret = try secrets.resolve(argument.reference)
            } catch {
                throw Self.finding("\(error)")
            }
            guard secret.revealed.utf8.count >= SessionKeys.shortest else {
                throw Self.finding(
                    "the session key \(argument.reference) is shorter than \(SessionKeys.shortest) bytes")
            }
            found.append(secret)
        }
        guard let keys = SessionKeys(found) else { throw Self.finding("there is no session key") }
        return keys
    }

    private static func finding(_ message: String) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                .unusableSessionKey, message,
                hint: "make one with `openssl rand -base64 32`, and give every listener the same")
        ])
    }
}
