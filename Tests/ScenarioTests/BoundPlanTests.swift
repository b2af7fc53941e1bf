import Foundation
import TestSupport
import Testing

/// A reviewed plan is applied exactly, or nothing is written and the exit is 7.
struct BoundPlanTests {
    private func with(_ body: (OperatedState) async throws -> Void) async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            let planned = try await state.run("plan", "-f", "manifests", "--out", "p.json")
            try #require(planned.exitCode == 0, "\(planned.stderr)")
            try await body(state)
        }
    }

    private func expectUntouched(_ state: OperatedState) async throws {
        let connectors = try await state.run("get", "connector", "wiki", "-o", "json")
        #expect(connectors.stdout.contains("\"enabled\": true"))
    }

    @Test func `a plan applies once, and is stale afterwards`() async throws {
        try await with { state in
            let applied = try await state.run("apply", "p.json")
            #expect(applied.exitCode == 0, "\(applied.stderr)")
            #expect(applied.stdout.contains("Applied as revision 2: 0 created, 1 updated, 0 deleted, 3 unchanged."))
            let again = try await state.run("apply", "p.json")
            #expect(again.exitCode == 7)
            #expect(again.stderr.contains("error R4004: the plan was made at state serial 1, the state is now at 2"))
        }
    }

    @Test func `a moved state, a changed file, another owner and other manifests exit 7 and write nothing`()
        async throws
    {
        try await with { state in
            let text = try state.folder.read("p.json")
            try state.folder.write(
                text.replacing("\"enabled\\\":false", with: "\"enabled\\\":true"), to: "changed.json")
            try state.folder.write("{}", to: "none.json")
            try ManifestTree.write(to: state.folder, enabled: true)
            for (arguments, code) in [
                (["changed.json"], "R4008"), (["none.json"], "R4008"), (["missing.json"], "R4008"),
                (["p.json", "--owner", "other"], "R4009"), (["p.json", "-f", "manifests"], "R4009"),
                (["p.json", "--state", "elsewhere.db"], "R4009"),
            ] {
                let run = try await ProgramRun.reconcile(["apply"] + arguments, in: state.folder.url)
                #expect(run.exitCode == 7, "\(arguments): \(run.stderr)")
                #expect(run.stderr.contains("error \(code)"), "\(arguments): \(run.stderr)")
            }
            try await expectUntouched(state)
            _ = try await state.run("connector", "disable", "wiki")
            _ = try await state.run("connector", "enable", "wiki")
            #expect(try await state.run("apply", "p.json").exitCode == 7)
            try await expectUntouched(state)
        }
    }

    @Test func `a plan that expired exits 7`() async throws {
        try await with { state in
            let planned = try await state.run("plan", "-f", "manifests", "--out", "short.json", "--expires-in", "1s")
            try #require(planned.exitCode == 0, "\(planned.stderr)")
            try await Task.sleep(for: .milliseconds(1100))
            let run = try await state.run("apply", "short.json")
            #expect(run.exitCode == 7)
            #expect(run.stderr.contains("R4010"))
        }
    }

    @Test func `the brakes hold for a saved plan too`() async throws {
        try await with { state in
            try state.folder.write(ManifestTree.connection("other"), to: "few/all.yaml")
            let planned = try await state.run("plan", "-f", "few", "--prune", "--out", "few.json")
            #expect(planned.exitCode == 4)
            let refused = try await state.run("apply", "few.json")
            #expect(refused.exitCode == 4)
            #expect(refused.stderr.contains("R3003"))
            let digest = try #require(planned.stdout.firstMatch(of: /sha256:[0-9a-f]{64}/)?.0)
            #expect(try await state.run("apply", "few.json", "--confirm", String(digest)).exitCode == 0)
        }
    }

    @Test func `apply as JSON is a stream that begins with its version and ends with the outcome`() async throws {
        try await with { state in
            func types(_ run: ProgramRun) throws -> [String] {
                try run.stdout.split(separator: "\n").map { line in
                    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                    return try #require(object?["type"] as? String)
                }
            }
            let applied = try await state.run("apply", "-f", "manifests", "-o", "json")
            #expect(try types(applied) == ["version", "planned_change", "change_summary", "apply_complete", "outcome"])
            let nothing = try await state.run("apply", "-f", "manifests", "-o", "json")
            #expect(try types(nothing) == ["version", "change_summary", "outcome"])
            let stale = try await state.run("apply", "p.json", "-o", "json")
            #expect(stale.exitCode == 7)
            #expect(try types(stale) == ["version", "diagnostic", "outcome"])
            #expect(stale.stdout.contains("\"exitCode\":7"))
        }
    }
}
