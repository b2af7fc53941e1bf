import Foundation
import TestSupport
import Testing

/// Drift that somebody answers for, in every report.
struct AcknowledgedDriftTests {
    @Test func `acknowledged drift exits 0, is in every report, and ends with the next apply`() async throws {
        try await OperatedState.with(port: 1) { state in
            _ = try await state.run("connector", "disable", "wiki")
            #expect(try await state.run("drift").exitCode == 3)
            let unknown = try await state.run(
                "drift", "ack", "connector/wiki.spec.type", "--reason", "x", "--until", "7d")
            #expect(unknown.exitCode == 1)
            #expect(unknown.stderr.contains("R4013"))
            #expect(
                try await state.run("drift", "ack", "connector/wiki", "--reason", "x", "--until", "2020-01-01").exitCode
                    == 64)
            let known = try await state.run(
                "drift", "ack", "connector/wiki.spec.enabled", "--reason", "incident 7", "--until", "7d", "--actor",
                "ada")
            #expect(known.exitCode == 0, "\(known.stderr)")
            let drift = try await state.run(
                "drift", "-f", "manifests", "--report", "json=r.json", "--report", "markdown=r.md", "--report",
                "github=r.txt", "--report", "gitlab=.", "--report", "junit=r.xml", "--report", "sarif=r.sarif")
            #expect(drift.exitCode == 0, "\(drift.stdout)")
            for file in ["r.json", "r.md", "r.txt", "gl-code-quality-report.json", "r.xml", "r.sarif"] {
                let text = try state.folder.read(file)
                #expect(text.contains("incident 7") && text.contains("ada"), "\(file): \(text)")
            }
            #expect(try state.folder.read("r.xml").contains("failures=\"0\""))
            #expect(try state.folder.read("r.txt").contains("::notice file=manifests/all.yaml,line="))
            #expect(try await state.run("drift", "unack", "connector/wiki.spec.enabled").exitCode == 0)
            #expect(try await state.run("drift").exitCode == 3)
            #expect(try await state.run("drift", "unack", "connector/wiki.spec.enabled").exitCode == 1)
        }
    }
}
