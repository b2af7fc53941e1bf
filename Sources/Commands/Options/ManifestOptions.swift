import ArgumentParser
import FoundationEssentials
import Model
import Reconciling

/// Which manifests, and the variables in them.
struct ManifestOptions: ParsableArguments {
    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A manifest file, a folder (read recursively), or - for standard input. Repeats.")
    var filenames: [String] = []

    @Option(name: .customLong("var"), help: "A variable, NAME=value. Repeats; beats --var-file and RECONCILE_VAR_NAME.")
    var variables: [String] = []

    @Option(name: .customLong("var-file"), help: "A YAML or JSON map of variables. Repeats; later files win.")
    var variableFiles: [String] = []

    /// The manifests with everything found, before they are resolved against each other.
    func load() async throws(Diagnostics) -> [Manifest] {
        guard !filenames.isEmpty else {
            throw Diagnostics([Diagnostic(.nothingGiven, "no manifests given", hint: "name them with -f PATH")])
        }
        let (files, fileFindings) = ManifestSource.files(filenames)
        guard fileFindings.isEmpty else { throw Diagnostics(fileFindings) }
        let values = try VariableSource.values(flags: variables, files: variableFiles)
        let loader = ManifestLoader(
            reader: Composition.nodeReader, variables: VariableSubstitution(values), catalogue: Composition.catalogue,
            parallelism: ProcessInfo.processInfo.activeProcessorCount, progress: Heartbeat.progress)
        let manifests = try await loader.load(files).complete()
        guard !manifests.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    .nothingGiven, "\(filenames.joined(separator: ", ")) hold no manifest",
                    hint: "nothing given is never taken for an empty desired state")
            ])
        }
        return manifests
    }
}

/// Which resources a plan may touch, and how.
struct PlanOptions: ParsableArguments {
    @Option(name: [.customShort("l"), .long], help: "Only resources with these labels: team=identity,stage!=dev.")
    var selector: String?

    @Option(
        name: .customLong("target"),
        help: "Only this resource, KIND/NAME, such as connector/corp-okta-wiki. Repeats; nothing else is touched.")
    var targets: [TargetArgument] = []

    @Flag(help: "Delete resources of this owner that no manifest declares.")
    var prune = false

    @Flag(help: "Take over resources of other owners that the manifests declare.")
    var takeOwnership = false

    func validate() throws {
        if let selector, Selector(written: selector) == nil {
            throw ValidationError(
                "-l \(selector) is no selector; write key=value, key!=value or key, with commas between")
        }
    }

    func request(owner: String) -> PlanRequest {
        PlanRequest(
            owner: owner, pruning: prune ? .deleteMissing : .keepMissing,
            ownership: takeOwnership ? .take : .respect,
            selection: selection)
    }

    /// Nothing of it was given.
    var isPlain: Bool { selector == nil && targets.isEmpty && !prune && !takeOwnership }

    /// Which resources are meant.
    var selection: Selection {
        Selection(
            selector: selector.flatMap { Selector(written: $0) } ?? Selector(), targets: Set(targets.map(\.key)))
    }
}

/// A resource on the command line: `KIND/NAME`.
struct TargetArgument: ExpressibleByArgument {
    let key: ResourceKey

    init?(argument: String) {
        let parts = argument.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let kind = ResourceKind(word: String(parts[0])), !parts[1].isEmpty else { return nil }
        key = ResourceKey(kind, String(parts[1]))
    }
}
