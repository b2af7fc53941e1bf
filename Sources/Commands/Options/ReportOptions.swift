import ArgumentParser
import FoundationEssentials
import Model
import Reconciling
import Reports

/// Which reports a run writes, and where to.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .customLong("report"),
        help:
            "Also write a report, on errors too: json, markdown, github, gitlab, junit or sarif, each with =PATH. Repeats."
    )
    var reports: [ReportRequest] = []

    /// Runs the command, writes the reports of how it ended, and ends as it did.
    ///
    /// - Parameter subject: What the command was asked about, where reports show a finding that has no line.
    func writing(
        _ command: String, about subject: String? = nil, _ console: Console, _ body: () async throws -> RunEnd
    ) async throws {
        let end: RunEnd
        do {
            end = try await body()
        } catch let findings as Diagnostics {
            // What went wrong first is what matters: a report that can't be written is told beside it.
            do throws(Diagnostics) { try write(Self.failure(of: command, about: subject, findings)) } catch {
                console.report(error)
            }
            throw findings
        }
        try write(end.report(of: command, about: subject))
        guard end.status == .done else { throw end.status }
    }

    /// Runs one look of a watch and writes its reports; a failure is something that was seen.
    func seeing(
        _ command: String, about subject: String? = nil, _ console: Console,
        isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> RunEnd
    ) async -> Sighting {
        let report: RunReport
        do {
            report = try await body().report(of: command, about: subject)
        } catch let findings as Diagnostics {
            report = Self.failure(of: command, about: subject, findings)
        } catch {
            report = Self.failure(
                of: command, about: subject,
                Diagnostics([Diagnostic(.stateUnavailable, "\(error)", hint: "the next look tries again")]))
        }
        do throws(Diagnostics) { try write(report) } catch { console.report(error) }
        return Sighting(report)
    }

    private static func failure(of command: String, about subject: String?, _ findings: Diagnostics) -> RunReport {
        let status = ExitStatus(for: findings)
        return RunReport(
            command: command, outcome: status == .refusedByBrake ? .refused : .failed,
            exitCode: Int(status.rawValue), subject: subject, at: SystemClock().now, findings: findings.findings)
    }

    private func write(_ report: RunReport) throws(Diagnostics) {
        var failures: [Diagnostic] = []
        for request in reports {
            for file in request.files(of: report) {
                do throws(Diagnostic) { try file.write() } catch { failures.append(error) }
            }
        }
        guard failures.isEmpty else { throw Diagnostics(failures) }
    }
}

/// How a command ended that did not fail.
struct RunEnd {
    var status = ExitStatus.done
    let outcome: RunReport.Outcome
    var plan: Plan?
    var drift: Drift?
    var revision: Int?
    var findings: [Diagnostic] = []

    func report(of command: String, about subject: String? = nil) -> RunReport {
        RunReport(
            command: command, outcome: outcome, exitCode: Int(status.rawValue), subject: subject, plan: plan,
            drift: drift, revision: revision, at: SystemClock().now, findings: findings)
    }
}

/// One `--report KIND[=PATH]`.
struct ReportRequest: ExpressibleByArgument {
    enum Kind: String, CaseIterable {
        case json
        case markdown
        case github
        case gitlab
        case junit
        case sarif
    }

    let kind: Kind
    let path: String?

    init?(argument: String) {
        let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard let kind = Kind(rawValue: String(parts[0])), parts.count == 1 || !parts[1].isEmpty else { return nil }
        self.kind = kind
        path = parts.count == 2 ? String(parts[1]) : nil
    }

    static var allValueStrings: [String] { Kind.allCases.map(\.rawValue) }

    /// What is written where; `gitlab` takes a folder, since it is two files.
    func files(of report: RunReport) -> [ReportFile] {
        switch kind {
        case .json:
            [ReportFile(path ?? "reconcile-report.json", JSONText.write(JSONReport.value(of: report)) + "\n")]
        case .markdown: [ReportFile(path ?? "reconcile-report.md", MarkdownReport.text(of: report))]
        case .junit: [ReportFile(path ?? "reconcile-report.xml", JUnitReport.text(of: report))]
        case .sarif:
            [
                ReportFile(
                    path ?? "reconcile-report.sarif",
                    JSONText.write(SARIFReport.value(of: report, version: Program.version)) + "\n")
            ]
        case .gitlab:
            [
                ReportFile(
                    (path ?? ".") + "/gl-code-quality-report.json",
                    JSONText.write(GitLabReport.codeQuality(of: report)) + "\n"),
                ReportFile((path ?? ".") + "/gl-plan-report.json", GitLabReport.counts(of: report)),
            ]
        case .github:
            [
                ReportFile(path, GitHubReport.lines(of: report).map { $0 + "\n" }.joined()),
                ProcessInfo.processInfo.environment["GITHUB_STEP_SUMMARY"].map {
                    ReportFile(appendingTo: $0, MarkdownReport.text(of: report))
                },
            ].compactMap { $0 }
        }
    }
}

/// A report on its way to a file, or to standard error, where pipelines look for annotations too.
struct ReportFile {
    private enum Place {
        case standardError
        case whole(String)
        case end(of: String)
    }

    private let place: Place
    private let text: String

    init(_ path: String?, _ text: String) {
        place = path.map { $0 == "-" ? .standardError : .whole($0) } ?? .standardError
        self.text = text
    }

    init(appendingTo path: String, _ text: String) {
        place = .end(of: path)
        self.text = text
    }

    func write() throws(Diagnostic) {
        switch place {
        case .standardError: Console.write(text, to: 2)
        case .whole(let path): try write(Data(text.utf8), to: path)
        case .end(let path):
            let before = FileManager.default.contents(atPath: path) ?? Data()
            try write(before + Data(text.utf8), to: path)
        }
    }

    private func write(_ content: Data, to path: String) throws(Diagnostic) {
        do {
            try content.write(to: URL(filePath: path))
        } catch {
            throw Diagnostic(
                .unreadableFile, "the report can't be written to `\(path)`",
                hint: "check that its folder is there and may be written to")
        }
    }
}
