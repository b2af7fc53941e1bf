import Model
import Reconciling
import Reports
import TestSupport
import Testing

/// The reports of a run, against committed files, and what must not break a report.
struct RunReportTests {
    private static let nasty = "a|b `c` <d> & \"e\" %0A\n::error::\u{1B}[31m"

    private static func report() throws -> RunReport {
        let findings = [
            Diagnostic(
                .unknownField, at: SourceLocation(file: "manifests/a b,c:d.yaml", line: 3, column: 7),
                "`\(nasty)` is not a field", hint: "did you mean `enabled`?"),
            Diagnostic(.nothingGiven, severity: .warning, "nothing refers to it"),
        ]
        return RunReport(
            command: "plan", outcome: .refused, exitCode: 4, subject: "./manifests/", plan: try PrintedTests.plan(),
            at: PrintedTests.moment, findings: findings)
    }

    private func expect(_ text: String, at name: String) throws {
        try GoldenFile.expect(text, at: "Tests/ReportsTests/Golden/report/\(name)")
    }

    @Test func `each report prints as committed`() throws {
        let report = try Self.report()
        try expect(JSONText.write(JSONReport.value(of: report)) + "\n", at: "report.json")
        try expect(MarkdownReport.text(of: report), at: "report.md")
        try expect(GitHubReport.lines(of: report).map { $0 + "\n" }.joined(), at: "github.txt")
        try expect(JSONText.write(GitLabReport.codeQuality(of: report)) + "\n", at: "gitlab-code-quality.json")
        try expect(GitLabReport.counts(of: report), at: "gitlab-plan.json")
        try expect(JUnitReport.text(of: report), at: "junit.xml")
        try expect(JSONText.write(SARIFReport.value(of: report, version: "1.2.3")) + "\n", at: "report.sarif")
    }

    @Test func `no text ends an annotation early or starts one of its own`() throws {
        let lines = GitHubReport.lines(of: try Self.report())
        #expect(lines.allSatisfy { $0.hasPrefix("::") && !$0.contains("\n") })
        #expect(lines[0].contains("file=manifests/a b%2Cc%3Ad.yaml,line=3,col=7,"))
    }

    @Test func `a comment stays within what GitHub takes, and says what it leaves out`() throws {
        let plan = Plan(
            stateSerial: 1, owner: "default",
            changes: (0..<3000).map { number in
                Change(
                    action: .create, key: ResourceKey(.connection, "c\(number)"), source: nil, before: nil,
                    after: .object(("spec", .object(("displayName", .string("Name \(number)"))))))
            }, unchanged: 0)
        let text = MarkdownReport.text(
            of: RunReport(command: "plan", outcome: .changesPending, exitCode: 0, plan: plan, at: PrintedTests.moment))
        #expect(text.utf8.count < 65_536)
        #expect(text.contains("more changes; `reconcile plan` shows all of them."))
        #expect(text.contains("Digest: `sha256:"))
    }

    @Test func `a finding without a line stands at what the run was asked about, and twice the same is two`() throws {
        let finding = Diagnostic(.unreadableFile, "it can't be read")
        let nowhere = RunReport(
            command: "plan", outcome: .failed, exitCode: 1, subject: "/etc/all of it/", at: PrintedTests.moment,
            findings: [finding, finding])
        let results = try #require(
            SARIFReport.value(of: nowhere, version: "1")["runs"]?.list?.first?["results"]?.list)
        let places = results.map { $0["locations"]?.list?.first?["physicalLocation"]?["artifactLocation"]?["uri"] }
        #expect(places == [.string("file:///etc/all%20of%20it"), .string("file:///etc/all%20of%20it")])
        #expect(Set(results.map { $0["partialFingerprints"] }).count == 2)
        let quality = try #require(GitLabReport.codeQuality(of: nowhere).list)
        #expect(Set(quality.map { $0["fingerprint"] }).count == 2)
        let again = try #require(GitLabReport.codeQuality(of: nowhere).list)
        #expect(quality == again)
    }

    @Test func `every diagnostic code fits where code scanning shows it`() {
        for code in DiagnosticCode.all {
            #expect(!code.summary.isEmpty && code.summary.count <= 1024, "\(code.id)")
            #expect(!code.explanation.isEmpty && code.explanation.count <= 1024, "\(code.id)")
        }
    }

    @Test func `nothing to tell is a passed case and an empty list`() {
        let report = RunReport(command: "drift", outcome: .clean, exitCode: 0, at: PrintedTests.moment)
        #expect(JUnitReport.text(of: report).contains("tests=\"1\" failures=\"0\""))
        #expect(GitLabReport.codeQuality(of: report) == .list([]))
        #expect(GitHubReport.lines(of: report).isEmpty)
    }
}
