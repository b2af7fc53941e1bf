import Foundation
import TestSupport
import Testing

/// The import as a person runs it, with the example's tree.
struct ImportTests {
    static let place = "examples/import-iamctl"
    static let keyword = ["--var", "WIKI_HOST=wiki.example.com"]

    static func run(_ arguments: [String]) async throws -> ProgramRun {
        try await ProgramRun.reconcile(["import", "iamctl"] + arguments, in: Repository.url(place))
    }

    static func written(_ folder: String) throws -> [String: String] {
        var files: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init()
        where name.hasSuffix(".yaml") {
            files[name] = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
        }
        return files
    }

    @Test func `the example gives the manifests and the output that its page shows`() async throws {
        try await TemporaryFolder.with { folder in
            let out = folder.path + "/manifests"
            let run = try await Self.run(["export", "--out", out] + Self.keyword)
            #expect(run.exitCode == 0, "\(run.stderr)")
            let shown = { (text: String) in text.replacingOccurrences(of: out, with: "manifests") }
            try GoldenFile.expect(shown(run.stdout), at: "\(Self.place)/output.txt")
            try GoldenFile.expect(shown(run.stderr), at: "\(Self.place)/warnings.txt")
            let files = try Self.written(out)
            #expect(files.count == 7)
            for (name, text) in files { try GoldenFile.expect(text, at: "\(Self.place)/manifests/\(name)") }
            let committed = try Self.written(Repository.url("\(Self.place)/manifests").path(percentEncoded: false))
            #expect(Set(committed.keys) == Set(files.keys))
        }
    }

    @Test func `a plan after import and apply is empty, and a second import gives the same bytes`() async throws {
        try await TemporaryFolder.with { folder in
            let out = folder.path + "/manifests"
            let first = try await Self.run(["export", "--out", out] + Self.keyword)
            try #require(first.exitCode == 0, "\(first.stderr)")
            let files = try Self.written(out)
            let common = ["-f", out, "--state", folder.path + "/state.db"] + Self.keyword
            let applied = try await ProgramRun.reconcile(["apply"] + common, in: folder.url)
            #expect(applied.exitCode == 0, "\(applied.stderr)")
            let plan = try await ProgramRun.reconcile(["plan", "--detailed-exitcode"] + common, in: folder.url)
            #expect(plan.exitCode == 0, "\(plan.stdout)")

            let refused = try await Self.run(["export", "--out", out] + Self.keyword)
            #expect(refused.exitCode == 1)
            #expect(refused.stderr.contains("exists already"))
            let second = try await Self.run(["export", "--out", out, "--force"] + Self.keyword)
            #expect(second.exitCode == 0)
            #expect(second.stdout == first.stdout)
            #expect(try Self.written(out) == files)
            let still = try await ProgramRun.reconcile(["plan", "--detailed-exitcode"] + common, in: folder.url)
            #expect(still.exitCode == 0, "\(still.stdout)")
        }
    }

    @Test func `a clear secret is nowhere in the files and in the output`() async throws {
        try await TemporaryFolder.with { folder in
            let out = folder.path + "/manifests"
            let run = try await Self.run(["export", "--out", out, "-v"] + Self.keyword)
            let all = try Self.written(out).values.joined() + run.stdout + run.stderr
            #expect(run.stderr.contains("R7017"))
            #expect(!all.contains("TUlJS1lBSUJBekNDQ2h3"))
            #expect(!all.contains("******"))
        }
    }

    @Test func `an unknown field stops everything, with its place`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write(
                """
                {"identityProviderName": "Okta", "enable": true,
                 "federatedAuthenticatorConfigs": [{"name": "OpenIDConnectAuthenticator", "enabled": true,
                   "propertiez": [{"name": "ClientSecret", "value": "s3cr3t-value"}]}]}
                """, to: "tree/IdentityProviders/Okta.json")
            let run = try await ProgramRun.reconcile(["import", "iamctl", "tree"], in: folder.url)
            #expect(run.exitCode == 1)
            #expect(run.stdout.isEmpty)
            #expect(!run.stderr.contains("s3cr3t-value"))
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/manifests"))
            try GoldenFile.expect(run.stderr, at: "\(Self.place)/unknown-field.txt")
        }
    }

    @Test func `a file that can't be written is told, not crashed on`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("a file", to: "out")
            let run = try await Self.run(["export", "--out", folder.path + "/out"] + Self.keyword)
            #expect(run.exitCode == 1)
            #expect(run.stderr.contains("can't be written"))
        }
    }

    @Test func `what would be no valid manifest is refused at its place in the export`() async throws {
        let run = try await Self.run(["export", "--out", "/nonexistent/never-written"])
        #expect(run.exitCode == 1)
        #expect(run.stderr.contains("error R7018 at spec.settings.baseUrl"))
        #expect(run.stderr.contains("export/IdentityProviders/Corporate Okta.yml:143:3"))
        #expect(run.stderr.contains("--var WIKI_HOST"))
    }

    @Test func `a folder that holds no export is R7020, one in XML is R7014`() async throws {
        try await TemporaryFolder.with { folder in
            try folder.write("x", to: "empty/notes.txt")
            let empty = try await ProgramRun.reconcile(["import", "iamctl", "empty"], in: folder.url)
            #expect(empty.exitCode == 1)
            #expect(empty.stderr.contains("R7020"))
            try folder.write("<IdentityProvider/>", to: "xml/IdentityProviders/Okta.xml")
            let xml = try await ProgramRun.reconcile(["import", "iamctl", "xml"], in: folder.url)
            #expect(xml.exitCode == 1)
            #expect(xml.stderr.contains("R7014"))
            #expect(xml.stderr.contains("-f yaml"))
            let nowhere = try await ProgramRun.reconcile(["import", "iamctl", "nowhere"], in: folder.url)
            #expect(nowhere.stderr.contains("R1001"))
        }
    }
}
