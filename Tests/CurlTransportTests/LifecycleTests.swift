import CurlTransport
import Foundation
import Provisioning
import Testing

extension TransportTests {
    @Suite struct LifecycleTests {
        let server: ScriptServer

        init() throws {
            server = try ScriptServer(ServerPrograms.answers)
        }

        private func seen(_ count: Int) async throws {
            try await CurlTransport.using { transport in
                try await eventually("the server has seen \(count) requests") {
                    try await transport.log(of: server).count == count
                }
            }
        }

        @Test func `cancelling the task ends its transfer at once and no other`() async throws {
            try await CurlTransport.using { transport in
                let silent = HTTPRequest(method: .post, url: server.url("/silent"), timeout: .seconds(60))
                // Unstructured: the test cancels it from outside.
                let task = Task { try await transport.failure(silent) }
                try await seen(1)
                async let other = transport.get(server.url("/slow"))
                let start = ContinuousClock.now
                task.cancel()
                #expect(try await task.value == .cancelled)
                #expect(start.duration(to: .now) < .seconds(5))
                #expect(try await other.status == 200)
            }
        }

        @Test func `a task cancelled before it sends sends nothing`() async throws {
            try await CurlTransport.using { transport in
                let request = HTTPRequest(method: .post, url: server.url("/echo"))
                let error = try await withThrowingTaskGroup(of: TransportError.self) { group in
                    group.cancelAll()
                    group.addTask { try await transport.failure(request) }
                    return try await group.next()
                }
                #expect(error == .cancelled)
                #expect(try await transport.log(of: server).isEmpty)
            }
        }

        @Test func `cancellations at any moment resume every caller once`() async throws {
            try await CurlTransport.using { transport in
                let ends = await withTaskGroup(of: String.self) { group in
                    for index in 0..<200 {
                        group.addTask {
                            // Unstructured: the test cancels it from outside.
                            let task = Task { try await transport.get(server.url("/echo")).status }
                            for _ in 0..<index * 2 { await Task.yield() }
                            task.cancel()
                            switch await task.result {
                            case .success(let status): return "\(status)"
                            case .failure(let error): return (error as? TransportError)?.kind ?? "\(error)"
                            }
                        }
                    }
                    return await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
                }
                #expect(ends.values.reduce(0, +) == 200)
                #expect(Set(ends.keys).isSubset(of: ["200", "cancelled"]), "\(ends)")
                let after = try await transport.get(server.url("/echo"))
                #expect(after.status == 200)
            }
        }

        @Test func `shutting down ends what is under way, and later requests are unsent`() async throws {
            let transport = try CurlTransport()
            let silent = HTTPRequest(method: .post, url: server.url("/silent"), timeout: .seconds(60))
            async let first = transport.failure(silent)
            try await seen(1)
            await transport.shutdown()
            #expect(try await first == .ambiguous("http://127.0.0.1:\(server.port): the transport was shut down"))
            #expect(try await transport.failure(silent) == .unsent("the transport is shut down"))
            await transport.shutdown()
        }

        @Test func `transports that are only let go of leave no thread and no socket`() async throws {
            func count(_ folder: String) throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: "/proc/self/" + folder).count
            }
            // Other tests run beside this one: a leak of 100 shows above what they use.
            let (threads, files) = (try count("task"), try count("fd"))
            for _ in 1...100 {
                let transport = try CurlTransport()
                _ = try await transport.get(server.url("/echo"))
            }
            try await eventually("threads and sockets are gone") {
                try count("task") < threads + 60 && count("fd") < files + 60
            }
        }
    }
}
