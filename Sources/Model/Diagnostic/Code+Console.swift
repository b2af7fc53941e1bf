/// R508x: the console page.
extension DiagnosticCode {
    package static let consoleTokenUnusable = Self(
        "R5080", "the console's token can't be used",
        "`--console-token` names an environment variable or a file with a random text of 16 characters or more.")

    static let console = [consoleTokenUnusable]
}
