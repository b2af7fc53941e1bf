import Hummingbird
import HummingbirdTesting
import LoginListener
import TestSupport
import Testing

/// Peers that are slow, large or wrong, over real connections and with limits that do not make a test slow.
struct SlowPeerTests {
    private static let limits = ServerLimits(
        headerTime: .milliseconds(400), headerSize: 4096, bodyTime: .milliseconds(400), idleTime: .milliseconds(900),
        writeTime: .milliseconds(600), drainTime: .milliseconds(200), drainSize: 4096, connections: 8)

    /// Runs a listener and gives `body` its port.
    private static func with(
        _ limits: ServerLimits = limits, _ fixture: ListenerFixture? = nil,
        _ body: @Sendable @escaping (Int, ListenerFixture) async throws -> Void
    ) async throws {
        let fixture = try fixture ?? ListenerFixture()
        try await fixture.application(options: ListenerOptions(port: 0, limits: limits)).test(.live) { client in
            try await body(#require(client.port), fixture)
        }
    }

    private static let head = "POST /triggers/app-backend HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"

    private static func expectCut(
        _ reason: String, times count: Int = 1, _ fixture: ListenerFixture,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            fixture.metrics.text.contains(#"reconcile_connections_cut_total{reason="\#(reason)"} \#(count)"#),
            "\(fixture.metrics.text.split(separator: "\n").filter { $0.contains("cut_total") })",
            sourceLocation: sourceLocation)
    }

    @Test func `a header that comes byte by byte is cut off at its time`() async throws {
        try await Self.with { port, fixture in
            let peer = try RawPeer(port: port)
            peer.send("GET /healthz HTTP/1.1\r\nX-Slow: ")
            let (text, after) = try #require(try await peer.answer { peer.send("a") })
            #expect(text.isEmpty)
            #expect(after > .milliseconds(300) && after < .seconds(15), "\(after)")
            Self.expectCut("header", fixture)
        }
    }

    @Test func `a body that comes byte by byte is answered 408 and cut off`() async throws {
        try await Self.with { port, fixture in
            let peer = try RawPeer(port: port)
            peer.send(Self.head + "Content-Length: 5000\r\n\r\n{")
            let (text, after) = try #require(try await peer.answer { peer.send(" ") })
            #expect(text.hasPrefix("HTTP/1.1 408 "), "\(text)")
            #expect(text.contains("Connection: close"))
            #expect(after > .milliseconds(300) && after < .seconds(15), "\(after)")
            Self.expectCut("body", fixture)
        }
    }

    @Test(arguments: ["Content-Length: 1073741824\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\nFFFFFFF\r\n"])
    func `a giant body is refused at once and not read on`(rest: String) async throws {
        try await Self.with { port, fixture in
            let peer = try RawPeer(port: port)
            peer.send(Self.head + rest)
            var sent = 0
            let piece = String(repeating: " ", count: 16_384)
            let (text, after) = try #require(try await peer.answer { sent += peer.send(piece) ?? 0 })
            #expect(text.hasPrefix("HTTP/1.1 413 "), "\(text)")
            #expect(text.contains("Connection: close"))
            #expect(after < .seconds(15), "\(after)")
            #expect(sent < 64 << 20, "\(sent) bytes were taken")
            Self.expectCut("drain", fixture)
        }
    }

    @Test func `a small rest of a refused body is taken, and the connection goes on`() async throws {
        try await Self.with { port, _ in
            let peer = try RawPeer(port: port)
            peer.send("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345")
            #expect(try await peer.answer(containing: "requestId")?.hasPrefix("HTTP/1.1 404 ") == true)
            peer.send("67890GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await peer.answer(containing: "\"ok\"") != nil)
        }
    }

    @Test func `a connection without a request goes after its time`() async throws {
        try await Self.with { port, fixture in
            let fresh = try RawPeer(port: port)
            let kept = try RawPeer(port: port)
            kept.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await kept.answer(containing: "\"ok\"") != nil)
            let (_, after) = try #require(try await fresh.answer())
            #expect(after > .milliseconds(500) && after < .seconds(15), "\(after)")
            #expect(try await kept.answer() != nil)
        }
    }

    @Test(arguments: [
        ("GET /healthz HTTP/1.1\r\nX-A: " + String(repeating: "a", count: 5000) + "\r\n\r\n", "431"),
        ("GET /healthz HTTP/1.1\r\n" + String(repeating: "X-A: a\r\n", count: 101) + "\r\n", "431"),
        ("GET /" + String(repeating: "a", count: 5000) + " HTTP/1.1\r\n\r\n", "431"),
        ("nonsense\r\n\r\n", "400"), ("GET /healthz HTTP/9.9\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "400"),
    ])
    func `what is too large or no HTTP is answered once and ended`(request: String, status: String) async throws {
        try await Self.with { port, _ in
            let peer = try RawPeer(port: port)
            peer.send(request)
            let (text, _) = try #require(try await peer.answer())
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text)")
            #expect(text.components(of: "HTTP/1.1 ") == 1)
            for header in ["Connection: close", "X-Content-Type-Options: nosniff", "Cache-Control: no-store"] {
                #expect(text.contains(header), "\(header) is missing in \(text)")
            }
        }
    }

    @Test func `for one connection too many the longest idle one goes, and none that has a request`() async throws {
        // Times that no pause of a busy machine runs into.
        let limits = ServerLimits(bodyTime: .seconds(4), idleTime: .seconds(15), connections: 8)
        try await Self.with(limits) { port, fixture in
            let busy = try RawPeer(port: port)
            busy.send(Self.head + "Content-Length: 5000\r\n\r\n{")
            try await Task.sleep(for: .milliseconds(50))
            var idle: [RawPeer] = []
            for _ in 0..<7 {
                idle.append(try RawPeer(port: port))
                try await Task.sleep(for: .milliseconds(10))
            }
            let extra = try RawPeer(port: port)
            extra.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await extra.answer(containing: "\"ok\"") != nil)
            _ = try #require(try await idle[0].answer())
            // The connection of the test's own client was idle for longest.
            Self.expectCut("crowded", times: 2, fixture)
            #expect(try await busy.answer()?.text.hasPrefix("HTTP/1.1 408 ") == true)
        }
    }

    @Test func `a peer that reads nothing of its answers is cut off`() async throws {
        try await Self.with { port, fixture in
            let peer = try RawPeer(port: port)
            // Answers fill what the two systems hold between them, and then nothing moves.
            let asked = String(repeating: "GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", count: 200)
            let end = ContinuousClock.now + .seconds(30)
            while ContinuousClock.now < end, !fixture.metrics.text.contains(#"{reason="write"} 1"#) {
                guard peer.send(asked) != nil else { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            Self.expectCut("write", fixture)
        }
    }
}

extension String {
    fileprivate func components(of words: String) -> Int { ranges(of: words).count }
}
