import Synchronization
import UnixSignals

#if canImport(Glibc)
    import Glibc
#endif

/// Ends a command on SIGINT and SIGTERM: it is cancelled, cleans up, and exits 130 or 143.
enum Interruption {
    private static let isLeftToOthers = Mutex(false)

    private enum Event: Sendable {
        case ended(Int32)
        case signalled(ExitStatus)
        case none
    }

    /// A listener drains on these signals, and watches for them itself.
    static func leaveToListener() { isLeftToOthers.withLock { $0 = true } }

    /// Runs the command; a second signal ends the process at once.
    static func watching(_ command: @escaping @Sendable () async -> Int32) async -> Int32 {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return await withTaskGroup(of: Event.self) { group in
            group.addTask { .ended(await command()) }
            group.addTask {
                for await signal in signals where !isLeftToOthers.withLock({ $0 }) {
                    return .signalled(signal == .sigint ? .interrupted : .terminated)
                }
                return .none
            }
            var interruption: ExitStatus?
            for await event in group {
                switch event {
                case .ended(let status):
                    group.cancelAll()
                    return interruption?.rawValue ?? status
                case .signalled(let status):
                    interruption = status
                    Glibc.signal(SIGINT, SIG_DFL)
                    Glibc.signal(SIGTERM, SIG_DFL)
                    group.cancelAll()
                case .none: continue
                }
            }
            return ExitStatus.failed.rawValue
        }
    }
}
