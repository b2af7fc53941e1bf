import Foundation
import TestSupport
import Testing

/// The manifests that people copy are applied here as a newcomer would: no variable, no secret.
struct SampleManifestTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let folder: String
        let manifests: String
        var arguments: [String] = []
        var testDescription: String { ([folder] + arguments).joined(separator: " ") }
    }

    static let samples =
        [
            Sample(folder: ".", manifests: "manifests"),
            Sample(folder: "examples/01-minimal", manifests: "manifests"),
            Sample(folder: "examples/all-connectors", manifests: "manifests"),
            Sample(folder: "examples/nginx-app", manifests: "manifests"),
        ]
        + ["dev", "staging", "prod"].map {
            Sample(
                folder: "examples/02-three-environments", manifests: "manifests",
                arguments: ["--var-file", "\($0).vars.yaml"])
        }

    @Test(arguments: samples)
    func `a sample applies without secrets, and a second apply changes nothing`(sample: Sample) async throws {
        try await TemporaryFolder.with { folder in
            let state = folder.url.appending(path: "state.db").path(percentEncoded: false)
            let arguments = ["-f", sample.manifests, "--state", state] + sample.arguments
            let place = Repository.url(sample.folder)

            let pending = try await ProgramRun.reconcile(["plan", "--detailed-exitcode"] + arguments, in: place)
            #expect(pending.exitCode == 2, "\(pending.stderr)")

            let first = try await ProgramRun.reconcile(["apply"] + arguments, in: place)
            #expect(first.exitCode == 0, "\(first.stderr)")
            #expect(first.stdout.contains("Connection/corp-okta"))

            let settled = try await ProgramRun.reconcile(["plan", "--detailed-exitcode"] + arguments, in: place)
            #expect(settled.exitCode == 0, "\(settled.stdout)")

            let drift = try await ProgramRun.reconcile(["drift"] + arguments, in: place)
            #expect(drift.exitCode == 0, "\(drift.stdout)")
        }
    }

    @Test func `a forgotten variable file is an error for each variable`() async throws {
        let run = try await ProgramRun.reconcile(
            ["validate", "-f", "manifests"], in: Repository.url("examples/02-three-environments"))
        #expect(run.exitCode == 1)
        for name in ["ENVIRONMENT", "OKTA_HOST", "OKTA_CLIENT_ID", "CRM_HOST", "WIKI_HOST"] {
            #expect(run.stderr.contains("`\(name)` is not defined"), "\(name): \(run.stderr)")
        }
        #expect(!run.stderr.contains("EMAIL_DOMAIN"), "a variable with a default may be left out")
    }

    @Test func `the environments differ where their variables do`() async throws {
        try await TemporaryFolder.with { folder in
            let place = Repository.url("examples/02-three-environments")
            let state = ["--state", folder.url.appending(path: "state.db").path(percentEncoded: false)]
            let arguments = { (stage: String) in ["-f", "manifests", "--var-file", "\(stage).vars.yaml"] + state }
            let applied = try await ProgramRun.reconcile(["apply"] + arguments("staging"), in: place)
            try #require(applied.exitCode == 0, "\(applied.stderr)")
            let plan = try await ProgramRun.reconcile(["plan"] + arguments("prod"), in: place)
            #expect(plan.stdout.contains("https://wiki.staging.example.com/scim/v2"))
            #expect(plan.stdout.contains("https://wiki.example.com/scim/v2"))
        }
    }
}
