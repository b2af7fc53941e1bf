import Foundation
import TestSupport
import Testing

/// `reconcile fmt` on files.
struct FmtTests {
    private static let untidy = "kind:  LoginFlow   # what\r\nspec: {}\n# v\napiVersion: reconcile/v1"
    private static let tidy = "# v\napiVersion: reconcile/v1\nkind: LoginFlow # what\nspec: {}\n"

    @Test func `files are formatted in place and listed, and keep their mode`() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(Self.untidy, to: "m/a.yaml")
            try folder.write(Self.tidy, to: "m/b.yml")
            try folder.write(#"{"spec":{},"kind":"LoginFlow"}"#, to: "m/c.json")
            try folder.write("a:   1", to: "m/notes.txt")
            try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: file)

            let run = try await ProgramRun.reconcile(["fmt", "m"], in: folder.url)
            #expect(run.exitCode == 0, "\(run.stderr)")
            #expect(run.stdout == "m/a.yaml\nm/c.json\n")
            #expect(run.stderr == "Formatted 2 of 3 files.\n")
            #expect(try folder.read("m/a.yaml") == Self.tidy)
            #expect(try folder.read("m/c.json") == "{\n  \"kind\": \"LoginFlow\",\n  \"spec\": {}\n}\n")
            #expect(try folder.read("m/notes.txt") == "a:   1")
            let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o640)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/m").count == 4)

            let again = try await ProgramRun.reconcile(["fmt", "-f", "m", "m/a.yaml"], in: folder.url)
            #expect(again.exitCode == 0 && again.stdout.isEmpty)
        }
    }

    @Test func `a symbolic link stays one, and its file is formatted`() async throws {
        try await TemporaryFolder.with { folder in
            let file = try folder.write(Self.untidy, to: "shared/a.yaml")
            let link = folder.path + "/b.yaml"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
            let run = try await ProgramRun.reconcile(["fmt", "b.yaml"], in: folder.url)
            #expect(run.exitCode == 0, "\(run.stderr)")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
            #expect(try folder.read("shared/a.yaml") == Self.tidy)
        }
    }

    @Test func `--check writes nothing, lists what is not formatted, and says what to do`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(Self.untidy, to: "a.yaml")
            try folder.write(Self.tidy, to: "b.yaml")
            let run = try await ProgramRun.reconcile(["fmt", "--check", "."], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stdout == "./a.yaml\n")
            #expect(run.stderr == "1 of 2 files is not formatted; `reconcile fmt` mends that.\n")
            #expect(try folder.read("a.yaml") == Self.untidy)
            let sound = try await ProgramRun.reconcile(["fmt", "--check", "b.yaml"], in: folder.url)
            #expect(sound.exitCode == 0 && sound.stdout.isEmpty)
        }
    }

    @Test func `standard input comes out formatted`() async throws {
        let run = try await ProgramRun.reconcile(["fmt", "-"], input: Self.untidy)
        #expect(run.exitCode == 0)
        #expect(run.stdout == Self.tidy)
        let broken = try await ProgramRun.reconcile(["fmt", "-"], input: "a: [")
        #expect(broken.exitCode == 1 && broken.stdout.isEmpty)
        #expect(broken.stderr.contains("-:1:5: error R1002"))
        let checked = try await ProgramRun.reconcile(["fmt", "--check", "-"], input: Self.untidy)
        #expect(checked.exitCode == 1 && checked.stdout == "-\n")
    }

    @Test func `a broken file is reported and left alone, and the others are formatted`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("a:\n\t- b\n", to: "broken.yaml")
            try folder.write("a: [1, # b\n  -]\n", to: "odd.yaml")
            try folder.write(Self.untidy, to: "sound.yaml")
            let run = try await ProgramRun.reconcile(["fmt", ".", "nowhere.yaml"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("./broken.yaml:2:1: error R1002: a tab can't indent"))
            #expect(run.stderr.contains("./odd.yaml:1:1: error R7001"))
            #expect(run.stderr.contains("error R1001: `nowhere.yaml` can't be read"))
            #expect(run.stdout == "./sound.yaml\n")
            #expect(try folder.read("broken.yaml") == "a:\n\t- b\n")
            #expect(try folder.read("odd.yaml") == "a: [1, # b\n  -]\n")
            #expect(try folder.read("sound.yaml") == Self.tidy)
        }
    }

    @Test func `a file that can't be replaced is R7004, and nothing given is R1031`() async throws {
        let device = try await ProgramRun.reconcile(["fmt", "/proc/self/attr/nothing.yaml"])
        #expect(device.exitCode == 1)
        let none = try await ProgramRun.reconcile(["fmt"])
        #expect(none.exitCode == 1 && none.stderr.contains("R1031"))
        try await TemporaryFolder.with { folder in
            try folder.write(Self.untidy, to: "m/a.yaml")
            // A folder of this name is in the way of the new file, whoever runs the test.
            let run = try await ProgramRun.command(
                "sh", ["-c", "mkdir m/.a.yaml.$$.new && exec \"$0\" fmt m/a.yaml", try ProgramRun.executable().path()],
                in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("error R7004: `m/a.yaml` can't be written: File exists"), "\(run.stderr)")
            #expect(try folder.read("m/a.yaml") == Self.untidy)
        }
    }

    @Test func `the manifests of this repository are formatted`() async throws {
        let run = try await ProgramRun.reconcile(["fmt", "--check", "manifests", "examples"], in: Repository.root)
        #expect(run.stdout.isEmpty, "run `reconcile fmt` on these")
        // The examples of errors that can't be read are the only findings, and exports, which are no manifests.
        let paths = run.stderr.matches(of: /(?m)^([^ ]+):\d+:\d+: error/).map { String($0.1) }
            .filter { !$0.hasPrefix("examples/import-iamctl/export/") }
        #expect(!paths.isEmpty && paths.allSatisfy { $0.hasPrefix("examples/20-errors/R10") }, "\(paths)")
    }
}
