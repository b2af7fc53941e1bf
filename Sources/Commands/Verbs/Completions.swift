import ArgumentParser

struct Completions: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the completion script of a shell.",
        discussion: """
            bash: reconcile completions bash > ~/.local/share/bash-completion/completions/reconcile
            zsh: reconcile completions zsh > "${fpath[1]}/_reconcile"
            fish: reconcile completions fish > ~/.config/fish/completions/reconcile.fish
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
