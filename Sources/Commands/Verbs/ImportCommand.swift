import ArgumentParser
import FoundationEssentials
import Importing
import Model
import Reconciling
import YAMLReader

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Write manifests from what another tool exported.",
        subcommands: [ImportIamctl.self])
}

struct ImportIamctl: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "iamctl", abstract: "Write manifests from a tree that iamctl exported (WSO2 Identity Server).",
        discussion: """
            Identity providers become connections, their outbound connectors become outbound connectors, and \
            applications whose steps offer one of them become login flows. Secrets become {env: NAME}; the names are \
            printed. What has no counterpart is reported, an unknown field is an error, and with an error nothing is \
            written. An existing file is never overwritten without --force.
            """)

    @Argument(help: "The exported folder, with IdentityProviders and Applications in it. YAML or JSON.")
    var directory: String

    @Option(help: "The folder to write manifests to; it is made when missing.")
    var out = "manifests"

    @Flag(help: "Overwrite existing files.")
    var force = false

    @Option(help: "A field or property that is left out with a warning although it is not known here. Repeats.")
    var leaveOut: [String] = []

    @Option(name: .customLong("var"), help: "The value of a keyword, NAME=value, to check the manifests with. Repeats.")
    var variables: [String] = []

    @Option(name: .customLong("var-file"), help: "A YAML or JSON map of keywords. Repeats; later files win.")
    var variableFiles: [String] = []

    @OptionGroup var output: OutputOptions

    func run() async throws {
        do throws(Diagnostics) {
            try await write()
        } catch {
            // No line of an export is shown: it may hold secrets anywhere.
            output.console.report(error, isShowingLines: false)
            throw ExitStatus(for: error)
        }
    }

    private func write() async throws(Diagnostics) {
        let tree = try imported()
        let values = try VariableSource.values(flags: variables, files: variableFiles)
        let check = try await ImportCheck(tree, in: out, variables: values)
        try refuseExisting(check.files.map(\.path))
        for file in check.files { try write(file.text, to: file.path) }
        output.console.report(tree.findings, isShowingLines: false)
        output.console.report(Diagnostics(check.warnings))
        output.console.result(ImportSummary(tree: tree, folder: out).lines)
    }

    private func imported() throws(Diagnostics) -> ImportedTree {
        let source = try ImportSource(directory)
        let reader = YAMLNodeReader(ignoredTagPrefix: WSO2Tree.tagPrefix)
        let tree = WSO2Tree(reader: reader, catalogue: Composition.catalogue)
            .imported(source.files, others: source.others, leavingOut: Set(leaveOut))
        guard !tree.findings.hasErrors else { throw tree.findings }
        guard tree.manifests.isEmpty else { return tree }
        let nothing = Diagnostic(
            .nothingToImport, "`\(directory)` holds nothing that has a counterpart here",
            hint: "the warnings say what was left out, and why")
        throw Diagnostics(tree.findings.findings + [nothing])
    }

    private func refuseExisting(_ paths: [String]) throws(Diagnostics) {
        let existing = paths.filter { FileManager.default.fileExists(atPath: $0) }
        guard force || existing.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    .unreadableFile, "`\(existing[0])` exists already", hint: "import to another folder, or add --force"
                )
            ])
        }
    }

    private func write(_ text: String, to path: String) throws(Diagnostics) {
        let url = URL(filePath: path)
        do {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url, options: .atomic)
        } catch {
            throw Diagnostics([
                Diagnostic(
                    .unreadableFile, "`\(path)` can't be written",
                    hint: "check that its folder may be written to; import again with --force")
            ])
        }
    }
}

/// What an import tells at its end.
struct ImportSummary {
    let tree: ImportedTree
    let folder: String

    var lines: [String] {
        var lines = ["Wrote \(Self.count(tree.manifests.count, "manifest")) to \(folder): \(kinds)."]
        if !tree.secrets.isEmpty {
            lines += ["", "Secrets, by reference. Set before doctor, provision and listen:"]
            lines += tree.secrets.map { secret in
                let note = secret.note.map { "; \($0)" } ?? ""
                return "  \(secret.name)  \(secret.resource) \(secret.path) (\(secret.origin.inWords)\(note))"
            }
        }
        if !tree.keywords.isEmpty {
            lines += ["", "Keywords that are variables now. Give with --var or RECONCILE_VAR_NAME:"]
            lines += tree.keywords.map { "  \($0)" }
        }
        let left = tree.findings.warnings.count { $0.code == .sourceLeftOut }
        lines += ["", left == 0 ? "Nothing was left out." : "Left out, with reasons above: \(left)."]
        lines.append("Next: reconcile plan -f \(folder)")
        return lines
    }

    private var kinds: String {
        let names: [(ResourceKind, String)] = [
            (.connection, "connection"), (.outboundConnector, "outbound connector"), (.loginFlow, "login flow"),
        ]
        return names.map { kind, name in Self.count(tree.manifests.count { $0.key.kind == kind }, name) }
            .joined(separator: ", ")
    }

    private static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}
