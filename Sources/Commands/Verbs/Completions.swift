import ArgumentParser

struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completions",
        abstract: "Print the completion script of a shell.",
        discussion: """
            Save it where the shell looks for it: ~/.local/share/bash-completion/completions/reconcile for bash, a file \
            `_reconcile` in a folder of $fpath for zsh, ~/.config/fish/completions/reconcile.fish for fish.
            """)

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash
        case zsh
        case fish

        var completed: CompletionShell {
            switch self {
            case .bash: .bash
            case .zsh: .zsh
            case .fish: .fish
            }
        }
    }

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    func run() {
        let script = Reconcile.completionScript(for: shell.completed)
        Console.write(script.hasSuffix("\n") ? script : script + "\n", to: 1)
    }
}
