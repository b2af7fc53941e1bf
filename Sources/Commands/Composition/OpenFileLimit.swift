#if canImport(Glibc)
    import Glibc
#endif

/// How many files, and so connections, the process may have open.
enum OpenFileLimit {
    /// Raises the limit to what this process may set without asking anybody.
    ///
    /// - Returns: What counts now; `nil` when the system doesn't say.
    static func raise() -> Int? {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return nil }
        if limit.rlim_cur < limit.rlim_max {
            var raised = limit
            // A million descriptors is beyond any use, and makes some libraries slow.
            raised.rlim_cur = min(limit.rlim_max, 1 << 20)
            if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { limit = raised }
        }
        return Int(clamping: limit.rlim_cur)
    }
}
