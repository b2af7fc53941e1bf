package import Hummingbird
package import NIOCore

/// What a route knows of a request beside the request: who is at the other end.
package struct ListenerContext: RemoteAddressRequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The peer of the connection; a proxy's address behind one. `nil` in tests without a network.
    package let remoteAddress: SocketAddress?

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        remoteAddress = source.channel.remoteAddress
    }
}
