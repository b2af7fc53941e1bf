import Synchronization
import TestSupport

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Runs the jobs of one universe one at a time, on the thread that drives it, in an order that the seed decides.
final class SimulationExecutor: TaskExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var random: SeededRandom
        var strays = 0
    }

    private let state: Mutex<State>
    private let thread = SimulationExecutor.presentThread

    init(seed: UInt64) {
        state = Mutex(State(random: SeededRandom(seed: seed ^ 0x6A09_E667_F3BC_C908)))
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isStray = Self.presentThread != thread
        state.withLock { state in
            state.jobs.append(job)
            if isStray { state.strays += 1 }
        }
    }

    /// Jobs that came from another thread: something left the universe, and its seed repeats nothing any more.
    var strays: Int { state.withLock { $0.strays } }

    /// Runs one of the jobs that are ready; tells whether there was one.
    func runOne() -> Bool {
        let job: UnownedJob? = state.withLock { state in
            switch state.jobs.count {
            case 0: return nil
            case 1: return state.jobs.removeLast()
            case let count: return state.jobs.remove(at: Int(state.random.next() % UInt64(count)))
            }
        }
        guard let job else { return false }
        job.runSynchronously(on: asUnownedTaskExecutor())
        return true
    }

    private static var presentThread: UInt {
        #if canImport(Darwin)
            UInt(bitPattern: pthread_self())
        #else
            UInt(pthread_self())
        #endif
    }
}
