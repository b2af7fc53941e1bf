import CLibCurl
import Glibc
import Provisioning
import Synchronization

/// One thread that runs every transfer of a transport; others only reach it through its inbox.
final class CurlMultiLoop: Sendable {
    private enum Phase {
        case running
        case stopping
        /// The multi handle is going away and must not be woken any more.
        case closing
        case ended
    }

    private struct Inbox {
        var phase = Phase.running
        var arrivals: [CurlSubmission] = []
        /// Taken by whoever joins or detaches it.
        var thread: pthread_t?
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// `CURL_GLOBAL_ALL`, a macro Swift does not import, is 3.
    private static let isLibraryReady = curl_global_init(3) == CURLE_OK

    private let inbox = Mutex(Inbox())
    private let multi: CurlMultiHandle
    private let options: CurlTransport.Options

    private init(multi: CurlMultiHandle, options: CurlTransport.Options) {
        self.multi = multi
        self.options = options
    }

    /// Starts the thread. It keeps the loop alive until `shutdown` or `abandon`.
    static func start(options: CurlTransport.Options) throws(TransportError) -> CurlMultiLoop {
        guard isLibraryReady, let multi = CurlMultiHandle(options: options) else {
            throw .unsent("libcurl can't be started: out of memory")
        }
        let loop = CurlMultiLoop(multi: multi, options: options)
        var thread = pthread_t()
        let held = Unmanaged.passRetained(loop)
        let status = pthread_create(
            &thread, nil,
            { held in
                guard let held else { return nil }
                Unmanaged<CurlMultiLoop>.fromOpaque(held).takeRetainedValue().run()
                return nil
            }, held.toOpaque())
        guard status == 0 else {
            held.release()
            multi.cleanup()
            throw .unsent("the thread for transfers can't be started: error \(status)")
        }
        loop.inbox.withLock { [thread] inbox in inbox.thread = thread }
        return loop
    }

    /// Hands the request over; its continuation is resumed exactly once, whatever happens.
    func submit(_ submission: CurlSubmission) {
        let isTaken = inbox.withLock { inbox in
            guard inbox.phase == .running else { return false }
            inbox.arrivals.append(submission)
            multi.wake()
            return true
        }
        if !isTaken { submission.finish(.failure(.unsent("the transport is shut down"))) }
    }

    func wake() {
        inbox.withLock { inbox in
            if inbox.phase == .running { multi.wake() }
        }
    }

    /// Tells the thread to end and lets go of it: it cleans up by itself.
    func abandon() {
        stop()
        if let thread = takeThread() { pthread_detach(thread) }
    }

    /// Tells the thread to end and waits until it has, without blocking the caller's thread meanwhile.
    func shutdown() async {
        stop()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let hasEnded = inbox.withLock { inbox in
                if inbox.phase != .ended { inbox.waiters.append(continuation) }
                return inbox.phase == .ended
            }
            if hasEnded { continuation.resume() }
        }
        // The thread has nothing left to do, so that this returns at once.
        if let thread = takeThread() { pthread_join(thread, nil) }
    }

    private func stop() {
        inbox.withLock { inbox in
            guard inbox.phase == .running else { return }
            inbox.phase = .stopping
            multi.wake()
        }
    }

    private func takeThread() -> pthread_t? {
        inbox.withLock { inbox in
            defer { inbox.thread = nil }
            return inbox.thread
        }
    }

    private func run() {
        // Without it a write to a closed connection could end the whole process; libcurl then sees EPIPE.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)

        var transfers = CurlTransfers(multi: multi, options: options)
        while let arrivals = nextArrivals() {
            for submission in arrivals { transfers.begin(submission) }
            transfers.advance()
            transfers.wait()
        }
        transfers.abortAll()

        let late = inbox.withLock { inbox in
            inbox.phase = .closing
            defer { inbox.arrivals = [] }
            return inbox.arrivals
        }
        for submission in late { submission.finish(.failure(.unsent("the transport is shut down"))) }
        multi.cleanup()
        let waiters = inbox.withLock { inbox in
            inbox.phase = .ended
            defer { inbox.waiters = [] }
            return inbox.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// The requests that came in meanwhile, or nil when the loop is to end.
    private func nextArrivals() -> [CurlSubmission]? {
        inbox.withLock { inbox in
            guard inbox.phase == .running else { return nil }
            defer { inbox.arrivals = [] }
            return inbox.arrivals
        }
    }
}
