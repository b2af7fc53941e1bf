import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Who and where this process is.
enum ProcessIdentity {
    static var host: String { ProcessInfo.processInfo.hostName }

    static var number: Int { Int(getpid()) }

    /// The login name of the process's user, or its number.
    static var user: String {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "uid \(getuid())" }
        return String(cString: name)
    }
}

/// The system's time of day.
struct SystemClock: WallClock {
    var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
