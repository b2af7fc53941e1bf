import CurlTransport
import Foundation
import Provisioning
import Testing

extension TransportTests {
    @Suite struct ExchangeTests {
        let server: ScriptServer

        init() throws {
            server = try ScriptServer(ServerPrograms.answers)
        }

        @Test(
            arguments: [
                (HTTPRequest.Method.get, nil), (.delete, nil), (.post, "{\"a\":\"ü\"}"), (.put, "x"), (.patch, ""),
                (.post, nil),
                (.delete, "y"),
            ] as [(HTTPRequest.Method, String?)])
        func `method, path, headers and body arrive as given`(method: HTTPRequest.Method, body: String?) async throws {
            let request = HTTPRequest(
                method: method, url: server.url("/echo?filter=userName%20eq%20%22a%22"),
                headers: [HTTPHeader("X-One", "1"), HTTPHeader("X-None", ""), HTTPHeader("Authorization", "Bearer t")],
                body: body.map { Array($0.utf8) })
            let echo = try await CurlTransport.using(.init(userAgent: "reconcile/1.2")) { transport in
                let response = try await transport.send(request)
                #expect(response.status == 200)
                #expect(response.headers.filter { $0.name == "X-Twice" }.map(\.value) == ["a", "b"])
                return try Echo(response)
            }
            #expect(echo.line == "\(method.rawValue) /echo?filter=userName%20eq%20%22a%22")
            #expect(Array(echo.body.unicodeScalars.map { UInt8($0.value) }) == Array((body ?? "").utf8))
            #expect(echo.values("X-One") == ["1"])
            #expect(echo.values("X-None") == [""])
            #expect(echo.values("Authorization") == ["Bearer t"])
            var names: Set = ["host", "user-agent", "x-one", "x-none", "authorization"]
            if body != nil || method != .get && method != .delete { names.insert("content-length") }
            #expect(Set(echo.headers.map { $0[0].lowercased() }) == names, "libcurl adds nothing of its own")
            #expect(echo.values("User-Agent") == ["reconcile/1.2"])
        }

        @Test func `a large body is sent without asking first`() async throws {
            let body = [UInt8](repeating: 0x61, count: 3 << 20)
            let echo = try await CurlTransport.using { transport in
                try Echo(await transport.send(HTTPRequest(method: .post, url: server.url("/echo"), body: body)))
            }
            #expect(echo.body.utf8.count == body.count)
            #expect(echo.values("Expect") == [])
        }

        @Test func `requests one after another share a connection`() async throws {
            let connections = try await CurlTransport.using { transport in
                var connections = Set<Int>()
                for _ in 1...10 { connections.insert(try Echo(await transport.get(server.url("/echo"))).connection) }
                return connections
            }
            #expect(connections.count == 1)
        }

        @Test func `fifty requests at once are all answered within the limit of connections`() async throws {
            try await CurlTransport.using(.init(connectTimeout: .milliseconds(400), connectionsPerHost: 4)) {
                transport in
                // 13 rounds of 0.1 s: those that queue outlast the time for connecting.
                let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 1...50 { group.addTask { try await transport.get(server.url("/slow")).status } }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses == Array(repeating: 200, count: 50))
                let connections = Set(try await transport.log(of: server).map(\.connection))
                #expect(connections.count == 4)
            }
        }

        @Test func `two hundred requests add one thread`() async throws {
            // Other tests run transports of their own: each adds one, and none adds two hundred.
            let before = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
            try await CurlTransport.using { transport in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 1...200 { group.addTask { _ = try await transport.get(server.url("/slow")) } }
                    try await eventually("the requests are under way") {
                        try await transport.log(of: server).count > 8
                    }
                    let during = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
                    #expect(during < before + 60)
                    try await group.waitForAll()
                }
                #expect(try await transport.log(of: server).count == 200)
            }
        }

        @Test func `a redirect is an answer`() async throws {
            try await CurlTransport.using { transport in
                let response = try await transport.get(server.url("/redirect"))
                #expect(response.status == 302)
                #expect(response.header("location") == "/echo")
                #expect(try await transport.log(of: server).map(\.line) == ["GET /redirect"])
            }
        }

        @Test func `an interim answer leaves nothing in the final one`() async throws {
            let response = try await CurlTransport.using { try await $0.get(server.url("/interim")) }
            #expect(response.status == 200)
            #expect(response.header("X-Early") == nil)
            #expect(response.body == Array("final".utf8))
        }
    }
}
