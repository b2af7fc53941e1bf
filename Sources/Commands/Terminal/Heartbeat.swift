/// Says now and then that long work is still going on.
enum Heartbeat {
    private static let first = Duration.seconds(2)
    private static let interval = Duration.seconds(10)

    /// Runs `body`; when it takes long, notes so on standard error: a line that rewrites itself on a terminal, a
    /// line every ten seconds elsewhere.
    static func during<Result: Sendable>(
        _ work: String, _ console: Console, _ body: @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                let start = ContinuousClock.now
                try await Task.sleep(for: first)
                while true {
                    console.note(
                        "still \(work) (\(ContinuousClock.now - start >= interval ? "\((ContinuousClock.now - start).components.seconds) s" : "since 2 s"))"
                    )
                    try await Task.sleep(for: interval)
                }
            }
            defer { group.cancelAll() }
            return try await body()
        }
    }
}
