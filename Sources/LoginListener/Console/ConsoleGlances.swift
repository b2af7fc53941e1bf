import Model

/// Looks at the store for everybody who watches, once a second at most, so that watching holds up no login.
actor ConsoleGlances {
    /// How old a glance may be.
    static let life = Duration.seconds(1)

    private let look: @Sendable () async throws(StoreError) -> ConsoleGlance
    private let wallClock: any WallClock
    private var kept: ConsoleGlance?
    private var isLooking = false

    init(wallClock: any WallClock, look: @escaping @Sendable () async throws(StoreError) -> ConsoleGlance) {
        self.wallClock = wallClock
        self.look = look
    }

    /// The newest glance; while somebody looks anew, others get the one before.
    func current() async throws(StoreError) -> ConsoleGlance {
        if let kept, isLooking || wallClock.now < kept.at + Self.life { return kept }
        isLooking = true
        defer { isLooking = false }
        let glance = try await look()
        kept = glance
        return glance
    }

    /// What is seen next is looked at anew: somebody changed something.
    func forget() { kept = nil }
}
