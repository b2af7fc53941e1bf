import FoundationEssentials
import Reconciling

/// Says now and then that long work is still going on, and how far the reading of manifests is.
enum Heartbeat {
    /// Counts what is read inside of `during`.
    @TaskLocal static var progress = LoadingProgress()

    private static let first = Duration.seconds(2)

    /// Runs `body`; when it takes long, tells so on standard error: a line that is drawn anew on a terminal, a line
    /// every ten seconds elsewhere.
    static func during<Result: Sendable>(
        _ work: String, _ console: Console, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        guard console.volume != .quiet else { return try await body() }
        let live = LiveLine(environment: ProcessInfo.processInfo.environment)
        let progress = LoadingProgress()
        // After the group, so that nothing is drawn any more.
        defer { live.clear() }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let start = ContinuousClock.now
                try await Task.sleep(for: first)
                while true {
                    let line = line(work, since: start, progress)
                    if live.isTerminal { live.draw(String(line.prefix(live.width))) } else { console.note(line) }
                    try await Task.sleep(for: live.isTerminal ? .milliseconds(200) : .seconds(10))
                }
            }
            defer { group.cancelAll() }
            return try await $progress.withValue(progress) { try await body() }
        }
    }

    private static func line(
        _ work: String, since start: ContinuousClock.Instant, _ progress: LoadingProgress
    ) -> String {
        let seconds = (ContinuousClock.now - start).components.seconds
        return "still \(work) (\(seconds) s\(progress.inWords.map { ", \($0)" } ?? ""))"
    }
}
