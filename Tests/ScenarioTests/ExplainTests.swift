import Foundation
import TestSupport
import Testing

struct ExplainTests {
    /// The manifests that the text shows, without their indentation.
    private func examples(in text: String) -> [String] {
        text.split(separator: "\n\n").filter { $0.hasPrefix("EXAMPLE") }.map { section in
            section.split(separator: "\n").dropFirst().map { String($0.dropFirst(2)) }.joined(separator: "\n") + "\n"
        }
    }

    @Test func `the examples of all kinds are valid together`() async throws {
        try await TemporaryFolder.with { folder in
            var count = 0
            for kind in ["Connection", "LoginFlow", "LoginTrigger", "OutboundConnector"] {
                let run = try await ProgramRun.reconcile(["explain", kind])
                #expect(run.exitCode == 0)
                let found = examples(in: run.stdout)
                #expect(!found.isEmpty, "\(run.stdout)")
                for (index, example) in found.enumerated() {
                    count += 1
                    // Each type has an example of the same name.
                    let text = example.split(separator: "name: corp-okta-wiki")
                        .joined(separator: "name: corp-okta-wiki-\(index)")
                        .split(separator: "name: app-backend").joined(separator: "name: app-backend-\(index)")
                    try folder.write(text, to: "manifests/\(kind)-\(index).yaml")
                }
            }
            let valid = try await ProgramRun.reconcile(["validate", "-f", "manifests"], in: folder.url)
            #expect(valid.exitCode == 0, "\(valid.stderr)")
            #expect(valid.stdout == "\(count) resources in \(count) files are valid.\n")
            let formatted = try await ProgramRun.reconcile(["fmt", "--check", "manifests"], in: folder.url)
            #expect(formatted.exitCode == 0, "\(formatted.stdout)")
        }
    }

    @Test func `a path shows its field where it stands`() async throws {
        let field = try await ProgramRun.reconcile(["explain", "connector.spec.scope.groups"])
        #expect(examples(in: field.stdout) == ["spec:\n  scope:\n    groups: [engineering, support]\n"])
        let nested = try await ProgramRun.reconcile(["explain", "flow.spec.steps.options.connection"])
        #expect(examples(in: nested.stdout) == ["spec:\n  steps:\n    - options:\n        - connection: corp-okta\n"])
        let settings = try await ProgramRun.reconcile(["explain", "connector.spec.settings"])
        #expect(examples(in: settings.stdout).count >= 3)
    }
}
