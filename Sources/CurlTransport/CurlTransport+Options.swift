extension CurlTransport {
    /// What holds for every request of one transport.
    package struct Options: Hashable, Sendable {
        /// PEM file of certificate authorities trusted besides the system's certificate directory.
        package var caFile: String?
        /// Lets `http` URLs leave the machine. Loopback never needs it.
        package var allowsInsecureHTTP: Bool
        /// Sent unless the request names its own `User-Agent`.
        package var userAgent: String
        /// Longest for name, connection and TLS together; the request's own time-out still counts.
        package var connectTimeout: Duration
        /// Longest a kept connection may idle before it is no longer used.
        package var longestIdle: Duration
        package var connectionsPerHost: Int
        package var connections: Int
        /// Most bytes of header fields in an answer, interim answers and trailers included.
        package var largestHeaders: Int

        package init(
            caFile: String? = nil, allowsInsecureHTTP: Bool = false, userAgent: String = "reconcile",
            connectTimeout: Duration = .seconds(5), longestIdle: Duration = .seconds(30),
            connectionsPerHost: Int = 8, connections: Int = 64, largestHeaders: Int = 64 << 10
        ) {
            self.caFile = caFile
            self.allowsInsecureHTTP = allowsInsecureHTTP
            self.userAgent = userAgent
            self.connectTimeout = connectTimeout
            self.longestIdle = longestIdle
            self.connectionsPerHost = connectionsPerHost
            self.connections = connections
            self.largestHeaders = largestHeaders
        }
    }
}

extension Duration {
    /// Whole milliseconds, rounded up, within what libcurl takes.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        guard seconds < 2_000_000 else { return 2_000_000_000 }
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
