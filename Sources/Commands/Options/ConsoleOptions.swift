import ArgumentParser
import Model

/// Who may see the listener's console, and whether they may act there.
struct ConsoleOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Where the token is kept that opens /console from anywhere, env:NAME or file:PATH. Without it /console is for this machine alone.",
            valueName: "secret"))
    var consoleToken: SecretArgument?

    @Flag(help: "Let people at /console retry dead letters, approve held deliveries and toggle connectors.")
    var consoleWrite = false

    /// What is guessed at five times a second must be longer than a word.
    private static let shortest = 16

    /// The token as it is now, so that a mistake shows at the start.
    ///
    /// - Throws: R5080 when it can't be had or is too short.
    func check() throws(Diagnostics) {
        guard let reference = consoleToken?.reference else { return }
        let length: Int
        do throws(SecretFailure) {
            length = try ProcessSecrets().resolve(reference).revealed.utf8.count
        } catch {
            throw Self.unusable(error.description)
        }
        guard length >= Self.shortest else {
            throw Self.unusable("the console's token \(reference) is shorter than \(Self.shortest) characters")
        }
    }

    private static func unusable(_ message: String) -> Diagnostics {
        Diagnostics([
            Diagnostic(
                .consoleTokenUnusable, message,
                hint: "put a long random text there, such as what `openssl rand -base64 32` prints")
        ])
    }
}
