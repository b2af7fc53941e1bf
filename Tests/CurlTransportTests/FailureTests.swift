import CurlTransport
import Foundation
import Provisioning
import Testing

extension TransportTests {
    @Suite struct FailureTests {
        let server: ScriptServer

        init() throws {
            server = try ScriptServer(ServerPrograms.answers)
        }

        @Test(arguments: [
            ("/empty", "ambiguous"), ("/reset", "ambiguous"), ("/truncated", "ambiguous"), ("/reset-body", "ambiguous"),
            ("/silent", "ambiguous"), ("/large", "refused"), ("/endless", "refused"), ("/headers", "refused"),
        ])
        func `a failure after the request left is never unsent`(path: String, kind: String) async throws {
            try await CurlTransport.using { transport in
                let error = try await transport.failure(
                    HTTPRequest(
                        method: .post, url: server.url(path + "?key=querysecret"),
                        headers: [HTTPHeader("Authorization", "headersecret")], body: Array("bodysecret".utf8),
                        timeout: .seconds(1), largestAnswer: 50_000))
                #expect(error.kind == kind, "\(error)")
                #expect(!error.reason.contains("secret"))
                #expect(error.reason.hasPrefix("http://127.0.0.1:\(server.port): "))
                #expect(try await transport.log(of: server).map(\.line) == ["POST \(path)?key=querysecret"])
            }
        }

        @Test func `an answer of exactly the largest size is read`() async throws {
            try await CurlTransport.using { transport in
                var request = HTTPRequest(method: .get, url: server.url("/large"), largestAnswer: 100_000)
                let answer = try await transport.send(request)
                #expect(answer.body.count == 100_000)
                for limit in [99_999, 0] {
                    request.largestAnswer = limit
                    #expect(try await transport.failure(request).kind == "refused")
                }
            }
        }

        @Test func `nobody at the port is unsent`() async throws {
            let port = server.port
            server.stop()
            let error = try await CurlTransport.using { transport in
                try await transport.failure(HTTPRequest(method: .post, url: "http://127.0.0.1:\(port)/echo"))
            }
            #expect(error == .unsent("http://127.0.0.1:\(port): can't connect"))
        }

        @Test func `a name that does not exist is unsent`() async throws {
            // RFC 6761 §6.4: `.invalid` never resolves.
            let error = try await CurlTransport.using { transport in
                try await transport.failure(
                    HTTPRequest(method: .post, url: "https://a.invalid/x", timeout: .seconds(5)))
            }
            #expect(error.kind == "unsent", "\(error)")
        }

        @Test(arguments: [(Duration.milliseconds(200), Duration.seconds(60)), (.seconds(60), .milliseconds(200))])
        func `a connection that is never completed is unsent`(timeout: Duration, connect: Duration) async throws {
            let full = try ScriptServer(ServerPrograms.full)
            let start = ContinuousClock.now
            let error = try await CurlTransport.using(.init(connectTimeout: connect)) { transport in
                try await transport.failure(HTTPRequest(method: .post, url: full.url("/"), timeout: timeout))
            }
            #expect(error.kind == "unsent", "\(error)")
            #expect(start.duration(to: .now) < .seconds(30))
        }

        @Test func `a handshake that never ends is unsent`() async throws {
            let mute = try ScriptServer(ServerPrograms.mute)
            let error = try await CurlTransport.using { transport in
                try await transport.failure(
                    HTTPRequest(method: .post, url: "https://127.0.0.1:\(mute.port)/", timeout: .milliseconds(200)))
            }
            #expect(error.kind == "unsent", "\(error)")
        }

        @Test func `a request that waits for a free connection until its deadline is unsent`() async throws {
            try await CurlTransport.using(.init(connectionsPerHost: 1)) { transport in
                let holding = HTTPRequest(method: .post, url: server.url("/silent"), timeout: .seconds(60))
                // Unstructured: the test cancels it from outside.
                let first = Task { try await transport.failure(holding) }
                try await eventually("the first request holds the connection") {
                    try await CurlTransport.using { try await $0.log(of: server).count == 1 }
                }
                let second = try await transport.failure(
                    HTTPRequest(method: .post, url: server.url("/echo"), timeout: .milliseconds(100)))
                #expect(second.kind == "unsent", "\(second)")
                first.cancel()
                #expect(try await first.value == .cancelled)
            }
        }

        @Test(arguments: [HTTPRequest.Method.post, .put, .patch, .delete])
        func `a request that is not safe never leaves twice on a dead connection`(method: HTTPRequest.Method)
            async throws
        {
            try await CurlTransport.using { transport in
                let request = HTTPRequest(method: method, url: server.url("/stale"), body: Array("x".utf8))
                #expect(try await transport.send(request).body == Array("first".utf8))
                let error = try await transport.failure(request)
                #expect(error.kind == "ambiguous", "\(error)")
                let lines = try await transport.log(of: server)
                #expect(lines.map(\.line) == ["\(method.rawValue) /stale", "\(method.rawValue) /stale"])
                #expect(Set(lines.map(\.connection)).count == 1, "the second used the kept connection")
            }
        }

        @Test func `a safe request leaves again on a new connection`() async throws {
            try await CurlTransport.using { transport in
                _ = try await transport.get(server.url("/stale"))
                #expect(try await transport.get(server.url("/stale")).body == Array("first".utf8))
                let log = try await transport.log(of: server)
                #expect(log.map(\.line) == Array(repeating: "GET /stale", count: 3))
                #expect(Set(log.map(\.connection)).count == 2)
            }
        }
    }
}
