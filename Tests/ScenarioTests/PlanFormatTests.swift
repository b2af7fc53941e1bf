import Crypto
import Foundation
import TestSupport
import Testing

/// The published schemas of the plan and of apply's stream, held against what the program prints.
struct PlanFormatTests {
    /// What the validator says of each document.
    private func verdicts(_ schema: String, on documents: [String]) async throws -> [String] {
        let run = try await ProgramRun.command(
            try PeerVenv.program("python").path(),
            [
                Repository.url("Tests/ScenarioTests/Peers/validate_documents.py").path(),
                Repository.url("docs/schemas/\(schema).json").path(),
            ], input: documents.joined(separator: "\n"))
        try #require(run.exitCode == 0, "\(run.stderr)")
        return run.stdout.split(separator: "\n").map(String.init)
    }

    private func expect(_ documents: [String], fit schema: String) async throws {
        let found = try await verdicts(schema, on: documents)
        #expect(found.count == documents.count)
        for (document, verdict) in zip(documents, found) where verdict != "valid" {
            Issue.record("\(verdict)\n\(document)")
        }
    }

    /// - Parameter changes: A text of the document each, and what takes its place.
    private func expect(_ document: String, isBrokenBy changes: [(String, String)], schema: String) async throws {
        for (sound, _) in changes { try #require(document.contains(sound), "no \(sound) in \(document)") }
        let broken = changes.map { document.replacing($0.0, with: $0.1, maxReplacements: 1) }
        for (change, verdict) in zip(changes, try await verdicts(schema, on: broken)) where verdict == "valid" {
            Issue.record("\(change.1) is accepted")
        }
    }

    /// A JSON document on one line, keys ascending.
    private func line(_ text: String) throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    private func rotated(_ state: OperatedState) throws {
        try ManifestTree.write(to: state.folder, enabled: false)
        let text = try state.folder.read("manifests/all.yaml")
        try state.folder.write(text.replacing("CORP_OKTA_CLIENT_SECRET", with: "ROTATED"), to: "manifests/all.yaml")
    }

    @Test func `every kind of plan fits the published schema`() async throws {
        try await OperatedState.with(port: 1) { state in
            var plans: [String] = []
            func plan(exit: Int32, _ arguments: String...) async throws {
                let run = try await ProgramRun.reconcile(arguments + ["-o", "json"], in: state.folder.url)
                try #require(run.exitCode == exit, "\(arguments): \(run.stderr)")
                plans.append(try line(run.stdout))
            }
            try await plan(exit: 0, "plan", "-f", "manifests")
            try await plan(exit: 0, "plan", "-f", "manifests", "--state", "new.db", "--out", "first.json")
            try rotated(state)
            try await plan(exit: 2, "plan", "-f", "manifests", "--detailed-exitcode", "--out", "update.json")
            try await plan(
                exit: 0, "plan", "-f", "manifests", "--target", "connector/wiki", "--expires-in", "1h", "--out",
                "short.json")
            #expect(plans.last?.contains("\"update\":1") == true)
            try state.folder.write(ManifestTree.connection("other"), to: "few/all.yaml")
            try await plan(exit: 0, "plan", "-f", "few")
            #expect(plans.last?.contains("\"warnings\":[{") == true)
            try await plan(exit: 4, "plan", "-f", "few", "--prune", "--out", "refused.json")
            #expect(plans.last?.contains("\"action\":\"delete\"") == true)
            let renamed = ManifestTree.connector(port: 1)
                .replacing("{name: wiki}", with: "{name: handbook, renamedFrom: wiki}")
            try state.folder.write(ManifestTree.connection() + "\n---\n" + renamed, to: "renamed/all.yaml")
            try await plan(exit: 0, "plan", "-f", "renamed", "--out", "renamed.json")
            #expect(plans.last?.contains("\"renamedFrom\":\"wiki\"") == true)
            for name in ["first", "update", "short", "refused", "renamed"] {
                plans.append(try line(try state.folder.read("\(name).json")))
            }
            #expect(try await state.run("apply", "update.json").exitCode == 0)
            try await plan(exit: 0, "rollback", "1", "--dry-run")
            try await expect(plans, fit: "plan-1")
            #expect(plans.count == 13)
        }
    }

    @Test func `the schema refuses a plan that says less or something else, and takes one that says more`() async throws
    {
        try await OperatedState.with(port: 1) { state in
            try rotated(state)
            _ = try await state.run("plan", "-f", "manifests", "--out", "p.json")
            let plan = try line(try state.folder.read("p.json"))
            let secret = "\"before\":null,\"path\":\"spec.oidc.clientSecret\",\"sensitive\":true"
            try await expect(
                plan,
                isBrokenBy: [
                    ("\"formatVersion\":\"1.1\"", "\"formatVersion\":\"2.0\""), ("\"formatVersion\":", "\"format\":"),
                    ("\"action\":\"update\"", "\"action\":\"replace\""), ("\"digest\":\"sha256:", "\"digest\":\"md5:"),
                    ("\"stateSerial\":1", "\"stateSerial\":\"1\""), ("\"stateSerial\":1", "\"stateSerial\":-1"),
                    ("\"owner\":", "\"holder\":"), ("\"line\":1", "\"line\":0"), ("\"unchanged\":", "\"same\":"),
                    ("\"resource\":{\"kind\"", "\"resource\":{\"sort\""), ("\"sensitive\":false", "\"sensitive\":0"),
                    (secret, secret.replacing("null", with: "\"CORP_OKTA_CLIENT_SECRET\"")),
                    ("\"stateIdentity\":", "\"state\":"), ("\"writes\":", "\"bodies\":"), ("\"seal\":", "\"stamp\":"),
                    ("\"warnings\":[]", "\"warnings\":[{\"code\":\"R1\",\"message\":\"x\",\"severity\":\"error\"}]"),
                ], schema: "plan-1")
            try await expect(
                [
                    plan.replacing("\"formatVersion\":\"1.1\"", with: "\"formatVersion\":\"1.42\",\"later\":[1]"),
                    plan.replacing("\"action\":\"update\"", with: "\"action\":\"update\",\"risk\":\"low\""),
                ], fit: "plan-1")
        }
    }

    @Test func `every stream of apply fits the published schema, which refuses others`() async throws {
        try await OperatedState.with(port: 1) { state in
            var lines: [String] = []
            func apply(exit: Int32, _ arguments: String...) async throws {
                let run = try await ProgramRun.reconcile(
                    ["apply"] + arguments + ["-o", "json"], environment: ["GITHUB_SHA": "4f2c"], in: state.folder.url)
                try #require(run.exitCode == exit, "\(arguments): \(run.stderr)")
                lines += run.stdout.split(separator: "\n").map(String.init)
            }
            try rotated(state)
            _ = try await state.run("plan", "-f", "manifests", "--out", "p.json")
            try await apply(exit: 0, "p.json", "--revision-note", "ticket 7")
            try await apply(exit: 7, "p.json")
            try await apply(exit: 0, "-f", "manifests")
            try await apply(exit: 1, "-f", "manifests", "--owner", "other")
            try state.folder.write(ManifestTree.connection("other"), to: "few/all.yaml")
            try await apply(exit: 4, "-f", "few", "--prune")
            try await expect(lines, fit: "apply-stream-1")
            let stream = lines.joined(separator: "\n")
            for type in [
                "version", "planned_change", "change_summary", "diagnostic", "apply_complete", "outcome",
            ] {
                let message = try #require(lines.first { $0.contains("\"type\":\"\(type)\"") }, "\(stream)")
                let members = try #require(JSONSerialization.jsonObject(with: Data(message.utf8)) as? [String: Any])
                let member = try #require(members.keys.filter { $0 != "type" }.min())
                try await expect(
                    message, isBrokenBy: [("\"\(member)\":", "\"x\":"), ("\"type\":", "\"kind\":")],
                    schema: "apply-stream-1")
            }
            try await expect(["{\"type\":\"later\",\"progress\":0.5}"], fit: "apply-stream-1")
        }
    }

    @Test func `both schemas define the same words alike`() throws {
        func definitions(_ name: String) throws -> String {
            let schema = try JSONSerialization.jsonObject(
                with: Data(contentsOf: Repository.url("docs/schemas/\(name).json")))
            let words = try #require((schema as? [String: Any])?["$defs"])
            return String(
                decoding: try JSONSerialization.data(withJSONObject: words, options: .sortedKeys), as: UTF8.self)
        }
        #expect(try definitions("plan-1") == definitions("apply-stream-1"))
    }

    /// Anybody can compute the seal, as is done here: it finds damage and proves no authorship.
    @Test func `apply takes a plan of a later minor version and refuses one of a later major`() async throws {
        try await OperatedState.with(port: 1) { state in
            try ManifestTree.write(to: state.folder, enabled: false)
            _ = try await state.run("plan", "-f", "manifests", "--out", "p.json")
            func write(_ version: String, to name: String) throws {
                let text = try state.folder.read("p.json")
                var plan = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
                plan["formatVersion"] = version
                plan["later"] = ["a", "member"]
                plan["seal"] = nil
                let content = try JSONSerialization.data(
                    withJSONObject: plan, options: [.sortedKeys, .withoutEscapingSlashes])
                plan["seal"] = "sha256:" + SHA256.hash(data: content).map { String(format: "%02x", $0) }.joined()
                try state.folder.write(
                    String(decoding: try JSONSerialization.data(withJSONObject: plan), as: UTF8.self), to: name)
            }
            try write("2.0", to: "major.json")
            try write("1.42", to: "minor.json")
            let refused = try await state.run("apply", "major.json")
            #expect(refused.exitCode == 7)
            #expect(refused.stderr.contains("has format 2.0, this program reads 1."), "\(refused.stderr)")
            let applied = try await state.run("apply", "minor.json")
            #expect(applied.exitCode == 0, "\(applied.stderr)")
        }
    }
}
