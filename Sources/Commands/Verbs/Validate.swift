import ArgumentParser
import Model
import Reconciling
import Reports

struct Validate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Check manifests, offline and without a stored state.",
        discussion: "Reports every problem of every file in one run.")

    @OptionGroup var manifests: ManifestOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await reports.writing("validate", about: manifests.filenames.first, output.console) {
            try await validated()
            return RunEnd(outcome: .clean)
        }
    }

    private func validated() async throws {
        let loaded = try await manifests.load()
        let (desired, findings) = DesiredState.resolving(loaded)
        guard desired != nil else { throw findings }
        let files = Set(loaded.compactMap(\.resource.source?.file)).count
        output.console.result(
            "\(loaded.count) \(loaded.count == 1 ? "resource" : "resources") in \(files) "
                + "\(files == 1 ? "file" : "files") \(loaded.count == 1 ? "is" : "are") valid.")
    }
}
