/// How much time, space and number the listener gives to peers that it knows nothing about.
package struct ServerLimits: Hashable, Sendable {
    /// For a TLS handshake, and from a request's first byte to the end of its header.
    package var headerTime: Duration
    /// Of a request's line and header fields, in bytes.
    package var headerSize: Int
    /// From the end of the header to the end of the body.
    package var bodyTime: Duration
    /// For a connection without a request.
    package var idleTime: Duration
    /// For a peer that takes nothing of its answer.
    package var writeTime: Duration
    /// How long, and for how many bytes, the rest of a body is taken that nobody wants, so that the answer arrives.
    package var drainTime: Duration
    package var drainSize: Int
    /// Connections at once; the one that is idle for longest goes for a new one.
    package var connections: Int
    /// Logins that may wait for the store at once.
    package var waitingLogins: Int
    /// A store that ends no commit for so long gets no more logins until it does.
    package var standstill: Duration

    package init(
        headerTime: Duration = .seconds(10), headerSize: Int = 32 << 10, bodyTime: Duration = .seconds(30),
        idleTime: Duration = .seconds(30), writeTime: Duration = .seconds(30), drainTime: Duration = .seconds(2),
        drainSize: Int = 1 << 20, connections: Int = 4096, waitingLogins: Int = 1000,
        standstill: Duration = .seconds(5)
    ) {
        self.headerTime = headerTime
        self.headerSize = headerSize
        self.bodyTime = bodyTime
        self.idleTime = idleTime
        self.writeTime = writeTime
        self.drainTime = drainTime
        self.drainSize = drainSize
        self.connections = connections
        self.waitingLogins = waitingLogins
        self.standstill = standstill
    }
}
