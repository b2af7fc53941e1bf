#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Ports of the loopback interface.
package enum FreePort {
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Below the ports that the system gives to outgoing connections (from 32768 on): one of those could take a port
    /// between our look and the moment a server binds it.
    private static let range = 20_000..<32_000

    /// A TCP port that nobody listens on now.
    package static func next() throws -> Int {
        for _ in 0..<200 {
            let port = Int.random(in: range)
            let isFree = try withSocket { handle in
                var address = loopback(port: port)
                return bound(handle, to: &address)
            }
            if isFree { return port }
        }
        throw Failure(description: "no free port in \(range): errno \(errno)")
    }

    /// Whether an HTTP server answers a plain request there, with whatever status.
    package static func answersHTTP(port: Int) -> Bool {
        let answer: Bool? = try? withSocket { handle in
            var patience = timeval(tv_sec: 2, tv_usec: 0)
            setsockopt(handle, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
            var address = loopback(port: port)
            let isConnected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
                }
            }
            guard isConnected else { return false }
            let request = Array("GET / HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".utf8)
            guard send(handle, request, request.count, Int32(MSG_NOSIGNAL)) == request.count else { return false }
            var start = [UInt8](repeating: 0, count: 5)
            return recv(handle, &start, start.count, Int32(MSG_WAITALL)) == 5 && start == Array("HTTP/".utf8)
        }
        return answer ?? false
    }

    private static func withSocket<Result>(_ body: (Int32) throws -> Result) throws -> Result {
        #if canImport(Glibc)
            let kind = Int32(SOCK_STREAM.rawValue)
        #else
            let kind = SOCK_STREAM
        #endif
        let handle = socket(AF_INET, kind, 0)
        guard handle >= 0 else { throw Failure(description: "no socket: errno \(errno)") }
        defer { close(handle) }
        return try body(handle)
    }

    private static func bound(_ handle: Int32, to address: inout sockaddr_in) -> Bool {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: Int) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
