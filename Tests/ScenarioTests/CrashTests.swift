import Foundation
import TestSupport
import Testing

/// An apply that is killed at any moment leaves the state wholly old or wholly new.
struct CrashTests {
    private static let resources = 5000

    private func manifests(_ display: String) -> String {
        (0..<Self.resources).map { index in
            """
            apiVersion: reconcile/v1
            kind: Connection
            metadata: {name: c\(index)}
            spec:
              displayName: \(display)
              oidc: {issuer: https://a.example, clientId: x}
            """
        }.joined(separator: "\n---\n")
    }

    /// How often each generation's name occurs among the stored resources.
    private func generations(in folder: TemporaryFolder) async throws -> [String: Int] {
        let export = try await ProgramRun.reconcile(["get", "connection", "-o", "json"], in: folder.url)
        #expect(export.exitCode == 0, "\(export.stderr)")
        var counts: [String: Int] = [:]
        for match in export.stdout.matches(of: /"displayName": "(gen\d+)"/) { counts[String(match.1), default: 0] += 1 }
        return counts
    }

    @Test func `kill -9 during an apply of 5000 resources leaves all of it or nothing`() async throws {
        let crashes = ProcessInfo.processInfo.environment["RECONCILE_CRASHES"].flatMap { Int($0) } ?? 20
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededRandom(seed: seed)
        print("crash test: \(crashes) kills, seed \(seed)")
        try await TemporaryFolder.with { folder in
            try folder.write(manifests("gen0"), to: "m.yaml")
            let first = try await ProgramRun.reconcile(["apply", "-f", "m.yaml", "-q"], in: folder.url)
            #expect(first.exitCode == 0, "\(first.stderr)")
            // How long an update of all of them takes, from which the moments to kill are drawn.
            try folder.write(manifests("gen99999"), to: "m.yaml")
            let start = ContinuousClock.now
            let timed = try await ProgramRun.reconcile(["apply", "-f", "m.yaml", "-q"], in: folder.url)
            #expect(timed.exitCode == 0, "\(timed.stderr)")
            let length = ContinuousClock.now - start
            var current = "gen99999"
            var killed = 0
            var survived = 0
            for round in 1...crashes {
                let next = "gen\(round)"
                try folder.write(manifests(next), to: "m.yaml")
                let running = try ProgramRun.start(["apply", "-f", "m.yaml", "-q"], in: folder.url)
                try await Task.sleep(for: length * Double.random(in: 0...1, using: &random))
                running.kill()
                let end = try await running.finish()
                if end.exitCode == 137 { killed += 1 } else { survived += 1 }
                let counts = try await generations(in: folder)
                #expect(counts == [current: Self.resources] || counts == [next: Self.resources], "round \(round)")
                if counts[next] != nil { current = next }
                if end.exitCode == 0 { #expect(current == next, "an apply that ended well was lost") }
            }
            print("crash test: \(killed) killed, \(survived) ended first")
            #expect(killed > 0)
        }
    }
}
