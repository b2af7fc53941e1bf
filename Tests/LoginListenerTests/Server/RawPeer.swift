import Glibc
import TestSupport

/// A client that sends what it is told, byte for byte, and never blocks: the server shares its threads.
final class RawPeer: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let handle: Int32

    init(port: Int) throws {
        handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
        guard isConnected else { throw Failure(description: "no connection to port \(port): errno \(errno)") }
    }

    deinit { close(handle) }

    /// Sends, as far as the peer takes it at once.
    ///
    /// - Returns: How many bytes were taken; `nil` when the peer is gone.
    @discardableResult func send(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        let count = Glibc.send(handle, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        return count >= 0 ? count : errno == EAGAIN ? 0 : nil
    }

    /// What came so far; `isEnded` when nothing more will.
    private func receive() -> (text: String, isEnded: Bool) {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = recv(handle, &bytes, bytes.count, Int32(MSG_DONTWAIT))
        guard count <= 0 else { return (String(decoding: bytes[..<count], as: UTF8.self), false) }
        return ("", count == 0 || errno != EAGAIN)
    }

    /// Everything until the peer ends the connection, and when that was; `nil` when it did not within the limit.
    ///
    /// - Parameter step: Done again and again meanwhile.
    func answer(
        within limit: Duration = .seconds(20), doing step: () -> Void = {}
    ) async throws -> (text: String, after: Duration)? {
        let start = ContinuousClock.now
        var text = ""
        while ContinuousClock.now - start < limit {
            let (more, isEnded) = receive()
            text += more
            if isEnded { return (text, ContinuousClock.now - start) }
            step()
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    /// Waits until an answer fits, on a connection that stays.
    func answer(containing words: String, within limit: Duration = .seconds(20)) async throws -> String? {
        let start = ContinuousClock.now
        var text = ""
        while ContinuousClock.now - start < limit {
            let (more, isEnded) = receive()
            text += more
            if text.contains(words) { return text }
            if isEnded { return nil }
            try await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }
}
