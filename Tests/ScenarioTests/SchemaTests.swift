import Foundation
import TestSupport
import Testing

/// The JSON Schema, judged by a validator that this project did not write.
struct SchemaTests {
    static let sound = ["manifests", "examples/01-minimal/manifests", "examples/02-three-environments/manifests"]
    /// What a schema can see: shape, names and closed lists, but neither references nor templates.
    static let visible = [
        "R1012", "R1013", "R1014", "R1015", "R1016", "R1017", "R1018", "R1019", "R1020", "R1021", "R1022", "R1025",
        "R1028", "R1029",
    ]

    private func files(in folder: String) throws -> [String] {
        let root = Repository.url(folder)
        let names = try FileManager.default.subpathsOfDirectory(atPath: root.path(percentEncoded: false))
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
            .map { root.appending(path: $0).path(percentEncoded: false) }
    }

    private func verdicts(on files: [String]) async throws -> (words: [String], complaints: String) {
        try await TemporaryFolder.with { folder in
            let schema = try await ProgramRun.reconcile(["schema"])
            #expect(schema.exitCode == 0, "\(schema.stderr)")
            let path = folder.url.appending(path: "schema.json")
            try Data(schema.stdout.utf8).write(to: path)
            let python = try PeerVenv.program("python").path(percentEncoded: false)
            let script = Repository.url("Tests/ScenarioTests/Peers/validate_schema.py").path(percentEncoded: false)
            let run = try await ProgramRun.command(python, [script, path.path(percentEncoded: false)] + files)
            #expect(run.exitCode == 0, "\(run.stderr)")
            let words = run.stdout.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
            return (words, run.stderr)
        }
    }

    @Test func `the schema is a schema and accepts every sample`() async throws {
        let files = try Self.sound.flatMap(files)
        #expect(files.count >= Self.sound.count)
        let (words, complaints) = try await verdicts(on: files)
        #expect(words == files.map { _ in "valid" }, "\(complaints)")
    }

    @Test func `the schema refuses every example of an error that it can see`() async throws {
        let files = try files(in: "examples/20-errors").filter { file in
            Self.visible.contains { file.contains("/\($0)-") }
        }
        #expect(files.count == Self.visible.count)
        let words = try await verdicts(on: files).words
        #expect(zip(files, words).filter { $0.1 != "invalid" }.map(\.0) == [])
        #expect(words.count == files.count)
    }
}
