import Importing
import Model
import TestSupport
import Testing
import YAMLReader

/// The form of the REST interface, in JSON.
struct AnswerImportTests {
    @Test func `the manifests are as committed`() throws {
        let tree = try ExportTree.imported(ExportTree.files(ExportTree.answers))
        #expect(tree.findings.errors.isEmpty, "\(tree.findings.errors)")
        let text = tree.manifests.map { YAMLWriter.write($0.value) }.joined(separator: "---\n")
        try GoldenFile.expect(text, at: "\(ExportTree.answers)/manifests.yaml")
        let findings = tree.findings.sorted.map {
            "\($0.location?.description ?? "") \($0.code.id) \($0.message)\n"
        }.joined()
        try GoldenFile.expect(findings, at: "\(ExportTree.answers)/findings.txt")
    }

    @Test func `no secret reaches a manifest or a finding`() throws {
        let tree = try ExportTree.imported(ExportTree.files(ExportTree.answers))
        let text =
            tree.manifests.map { YAMLWriter.write($0.value) }.joined()
            + tree.findings.findings.map { "\($0.message) \($0.hint ?? "")" }.joined() + "\(tree.secrets)"
        for secret in ["plain-3f9c2a", "left-behind-77aa", "****"] { #expect(!text.contains(secret)) }
        let isHidden = tree.findings.findings.allSatisfy { $0.isSensitive }
        #expect(isHidden, "a line of an export is never shown")
        #expect(tree.codes(.warning).count { $0 == "R7017" } == 2, "the one that is taken, and the one that is not")
        #expect(tree.secrets.first { $0.name == "CORP_SCIM2_API_KEY" }?.origin == .clear)
    }

    @Test func `steps keep the order of their numbers, not of the file`() throws {
        let tree = try ExportTree.imported(ExportTree.files(ExportTree.answers))
        let steps = try #require(tree.spec(.loginFlow, "travel")?["steps"]?.list)
        #expect(steps.count == 2)
        #expect(steps[0]["options"]?.list?.first?["connection"] == .string("corp"))
        #expect(steps[1]["options"]?.list?.first?["local"] == .string("totp"))
    }
}
