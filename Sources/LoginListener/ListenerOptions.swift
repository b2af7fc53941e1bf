/// Where the listener listens and what it takes.
package struct ListenerOptions: Hashable, Sendable {
    package var host: String
    /// 0 takes any free port.
    package var port: Int
    /// Largest body of a request that no trigger's limits are for, in bytes.
    package var largestBody: Int
    /// Longest that `?wait=` holds an answer.
    package var longestWait: Duration
    /// How often a held answer looks at its deliveries by itself; what this process settles wakes it at once.
    package var waitPoll: Duration
    package var limits: ServerLimits

    package init(
        host: String = "127.0.0.1", port: Int = 8420, largestBody: Int = 256 << 10,
        longestWait: Duration = .seconds(60), waitPoll: Duration = .milliseconds(500),
        limits: ServerLimits = ServerLimits()
    ) {
        self.host = host
        self.port = port
        self.largestBody = largestBody
        self.longestWait = longestWait
        self.waitPoll = waitPoll
        self.limits = limits
    }

    /// The host is this machine only, so plain HTTP stays on it.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host == "[::1]"
            || host.hasPrefix("127.") && host.allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
    }
}
