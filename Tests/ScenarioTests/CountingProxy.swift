import Foundation
import TestSupport

/// A relay in front of a server, in Python, that counts requests by method: what really went over the wire.
struct CountingProxy {
    let port: Int
    private let program: RunningProgram

    static func with<Result>(
        target: Int, isolation: isolated (any Actor)? = #isolation, _ body: (CountingProxy) async throws -> Result
    ) async throws -> Result {
        let program = try RunningProgram(
            URL(filePath: "/usr/bin/env"),
            ["python3", Repository.url("Tests/ScenarioTests/Peers/counting_proxy.py").path(), "\(target)"])
        defer { program.kill() }
        let port = try await program.wait(for: "port") { program in
            program.stdout.firstMatch(of: /port (\d+)/).flatMap { Int($0.1) }
        }
        return try await body(CountingProxy(port: port, program: program))
    }

    /// Requests so far, by method.
    func counts() throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for match in program.stdout.matches(of: /(?m)^request ([A-Z]+)/) { counts[String(match.1), default: 0] += 1 }
        return counts
    }
}
