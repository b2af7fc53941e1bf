import ArgumentParser
import FoundationEssentials
import Model
import Reconciling
import Reports

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the stored resources as manifests that re-apply with no change.",
        discussion: "One file a resource: DIR/KIND/NAME.yaml. An existing file is never overwritten without --force.")

    @Argument(help: "The folder to write to; it is made when missing.")
    var directory: String

    @Flag(help: "Overwrite existing files.")
    var force = false

    @OptionGroup var state: StateOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        let stored = try await Applier.reading(try Composition.readableState(state))
        let records = try ResourceQuery(kind: nil, name: nil, selector: Selector()).records(in: stored)
            .filter { $0.owner == state.owner }
        let files = try records.compactMap { try $0.resource() }.map { resource in
            let folder = resource.key.kind.aliases[0]
            let manifest = StateDocument.manifest(of: resource).escapingVariables
            return (path: "\(directory)/\(folder)/\(resource.key.name).yaml", text: Composition.formatted(manifest))
        }
        let existing = files.map(\.path).filter { FileManager.default.fileExists(atPath: $0) }
        guard force || existing.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    .unreadableFile, "`\(existing[0])` exists already", hint: "export to another folder, or add --force"
                )
            ])
        }
        for file in files {
            let url = URL(filePath: file.path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(file.text.utf8).write(to: url, options: .atomic)
        }
        output.console.result("Wrote \(files.count) \(files.count == 1 ? "manifest" : "manifests") to \(directory).")
    }
}

extension Value {
    /// Texts with `${` written `$${`, so that reading them back finds no variable.
    fileprivate var escapingVariables: Value {
        switch self {
        case .string(let text):
            .string(text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "$${"))
        case .list(let items): .list(items.map(\.escapingVariables))
        case .map(let map):
            .map(ValueMap(map.entries.map { ValueMap.Entry(key: $0.key, value: $0.value.escapingVariables) }))
        default: self
        }
    }
}
