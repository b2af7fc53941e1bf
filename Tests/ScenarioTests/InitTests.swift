import Foundation
import TestSupport
import Testing

/// A newcomer's first minute.
struct InitTests {
    @Test func `a new tree validates, applies and then plans nothing, with no environment`() async throws {
        try await TemporaryFolder.with { folder in
            let made = try await ProgramRun.reconcile(["init", "team/sign-in"], in: folder.url)
            #expect(made.exitCode == 0, "\(made.stderr)")
            try GoldenFile.expect(made.stdout, at: "Tests/ScenarioTests/Golden/init.txt")

            let tree = folder.url.appending(path: "team/sign-in")
            for verb in ["validate", "apply", "plan"] {
                let run = try await ProgramRun.reconcile([verb, "-f", "manifests/"], in: tree)
                #expect(run.exitCode == 0, "\(verb): \(run.stderr)")
                if verb == "plan" { #expect(run.stdout.hasPrefix("No changes."), "\(run.stdout)") }
            }
            let formatted = try await ProgramRun.reconcile(["fmt", "--check", "manifests/"], in: tree)
            #expect(formatted.exitCode == 0, "\(formatted.stdout)")
            let ignored = try String(contentsOf: tree.appending(path: ".gitignore"), encoding: .utf8)
            #expect(ignored == ".reconcile/\n")
        }
    }

    @Test func `the schema that the manifests name accepts them, and refuses a mistake`() async throws {
        try await TemporaryFolder.with { folder in
            let made = try await ProgramRun.reconcile(["init"], in: folder.url)
            #expect(made.exitCode == 0, "\(made.stderr)")
            let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/manifests").sorted()
                .map { "manifests/\($0)" }
            #expect(files.count == 4)
            for file in files {
                let first = try folder.read(file).prefix { $0 != "\n" }
                let named = first.split(separator: "$schema=").last.map(String.init) ?? ""
                #expect(first.hasPrefix("# yaml-language-server: $schema="))
                let place = folder.url.appending(path: "manifests").appending(path: named).standardizedFileURL
                #expect(FileManager.default.fileExists(atPath: place.path(percentEncoded: false)), "\(named)")
            }
            let connector = try folder.read("manifests/connector.yaml")
            try folder.write(
                connector.split(separator: "enabled: false").joined(separator: "enabled: off"), to: "wrong.yaml")
            try folder.write(connector.split(separator: "baseUrl").joined(separator: "baseURL"), to: "unknown.yaml")
            let script = Repository.url("Tests/ScenarioTests/Peers/validate_schema.py").path(percentEncoded: false)
            let run = try await ProgramRun.command(
                try PeerVenv.program("python").path(percentEncoded: false),
                [script, "manifest.schema.json"] + files + ["wrong.yaml", "unknown.yaml"], in: folder.url)
            let words = run.stdout.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
            #expect(words == files.map { _ in "valid" } + ["invalid", "invalid"], "\(run.stderr)")
            let current = try await ProgramRun.reconcile(["schema"])
            #expect(try folder.read("manifest.schema.json") == current.stdout)
            let settings = try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.url.appending(path: ".vscode/settings.json")))
            #expect((settings as? [String: Any])?["yaml.schemas"] != nil)
        }
    }

    @Test(arguments: ["README.md", "manifests/trigger.yaml", ".gitignore"])
    func `an existing file is named and nothing is written`(path: String) async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("mine\n", to: path)
            let run = try await ProgramRun.reconcile(["init", "."], in: folder.url)
            #expect(run.exitCode == 1 && run.stdout.isEmpty)
            #expect(run.stderr.contains("error R7003: `\(path)` exists already, so nothing was written"))
            #expect(try folder.read(path) == "mine\n")
            let left = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
            #expect(left.filter { !$0.contains("/") && $0 != "manifests" } == [path].filter { !$0.contains("/") })
            #expect(left.count <= 2)
        }
    }

    @Test func `what can't be written whole is not written at all`() async throws {
        try await TemporaryFolder.with { folder in
            // A file in the place of a folder; the manifests would be written before it is met.
            try folder.write("mine\n", to: "new/.vscode")
            let run = try await ProgramRun.reconcile(["init", "new"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("R7004"), "\(run.stderr)")
            #expect(try FileManager.default.subpathsOfDirectory(atPath: folder.path + "/new") == [".vscode"])
        }
    }
}
