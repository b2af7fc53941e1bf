import FoundationEssentials
import Model
import Reconciling
import Reports

/// What one look found.
struct Sighting: Sendable {
    let report: RunReport
    /// Equal for two looks that found the same: nothing is told twice.
    let mark: String

    init(_ report: RunReport) {
        self.report = report
        let drifted = (report.drift?.open ?? []).map { finding in
            "\(finding.key) \(finding.nature.difference(at: "") ?? "")"
        }
        let revision = report.revision.map { ["revision \($0)"] } ?? []
        mark = ([report.outcome.rawValue] + revision + drifted + report.errors.map { "\($0)" }).joined(separator: "\n")
    }

    var hasFailed: Bool { report.outcome == .failed }

    /// All being well is no news at first, nor after an apply that ended well.
    func isNews(after last: Sighting?) -> Bool {
        report.outcome != .clean || ![nil, .applied].contains(last?.report.outcome)
    }
}

/// Looks again and again until its task is cancelled, and tells what changes.
struct WatchLoop {
    /// How often a line elsewhere than on a terminal says that it still looks.
    private static let heartbeat = Duration.seconds(300)

    let pace: WatchPace
    let notifier: Notifier?
    let console: Console

    /// - Parameter look: Does the work once; what it finds is told here.
    func run(_ look: () async -> Sighting) async {
        let live = LiveLine(environment: ProcessInfo.processInfo.environment)
        let clock = ContinuousClock()
        var last: Sighting?
        var failures = 0
        var told = clock.now
        while !Task.isCancelled {
            let found = await look()
            if Task.isCancelled { break }
            if found.mark != last?.mark {
                live.clear()
                say(found)
                told = clock.now
                if found.isNews(after: last) {
                    await notifier?.tell(found.report, previous: last?.report.outcome)
                }
            } else if !live.isTerminal, clock.now - told >= Self.heartbeat {
                console.note("\(SystemClock().now) still \(found.report.headline)")
                told = clock.now
            }
            if live.isTerminal, console.volume != .quiet {
                live.draw(String("\(SystemClock().now) \(found.report.headline)".prefix(live.width)))
            }
            last = found
            failures = found.hasFailed ? failures + 1 : 0
            let pause = pace.pause(afterFailures: failures, scatter: .random(in: 0...1))
            guard (try? await clock.sleep(for: pause)) != nil else { break }
        }
        live.clear()
    }

    private func say(_ found: Sighting) {
        console.result("\(found.report.at) \(found.report.headline)")
        console.report(Diagnostics(found.report.findings))
    }
}
