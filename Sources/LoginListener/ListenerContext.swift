package import Hummingbird
package import NIOCore

/// What a route knows of a request beside the request: who is at the other end, and what the request is called.
package struct ListenerContext: RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The peer of the connection; a proxy's address behind one. `nil` in tests without a network.
    package let remoteAddress: SocketAddress?
    /// Stands in the answer's `X-Request-Id`, in problem details, and as `request` in the lines of `logger`.
    package var requestID: RequestID

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
        requestID = RequestID()
    }
}
