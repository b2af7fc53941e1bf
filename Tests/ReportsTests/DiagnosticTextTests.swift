import Model
import Reports
import Testing

struct DiagnosticTextTests {
    private func text(_ diagnostic: Diagnostic, line: String?) -> [String] {
        DiagnosticText.lines(Diagnostics([diagnostic]), style: .plain) { _, _ in line }
    }

    private let place = SourceLocation(file: "m.yaml", line: 14, column: 5)

    @Test func `a finding shows place, code, path, line, caret and hint`() {
        let diagnostic = Diagnostic(
            .unknownField, at: place, path: FieldPath(keys: "spec", "enabeld"), "`enabeld` is not a field here",
            hint: "did you mean `enabled`?")
        #expect(
            text(diagnostic, line: "    enabeld: true") == [
                "m.yaml:14:5: error R1016 at spec.enabeld: `enabeld` is not a field here",
                "  14 |     enabeld: true",
                "     |     ^",
                "  hint: did you mean `enabled`?",
            ])
    }

    @Test(arguments: [
        "    clientSecret: hunter2", "    clientSecret: \"hunter2\"", "  a: {token: hunter2, enabeld: true}",
        "  password: hunter2", "    - hunter2",
    ])
    func `a line that may hold a secret is masked`(line: String) {
        let diagnostic = Diagnostic(.literalSecret, at: place, "a secret can't be written", isSensitive: true)
        let lines = text(diagnostic, line: line)
        #expect(!lines.joined().contains("hunter2"))
        #expect(lines.joined().contains("••••••••"))
    }

    @Test func `a neighbouring finding does not show a secret on its line`() {
        let diagnostic = Diagnostic(.unknownField, at: place, "`enabeld` is not a field here")
        #expect(!text(diagnostic, line: "  x: {token: hunter2, enabeld: true}").joined().contains("hunter2"))
    }

    @Test func `control characters do not reach the terminal`() {
        let diagnostic = Diagnostic(.wrongType, at: place, "found \u{1B}[31mred")
        #expect(!text(diagnostic, line: "x: \u{1B}]0;title\u{7}").joined().contains("\u{1B}"))
    }

    @Test func `findings come in the order of the file`() {
        func at(_ line: Int) -> Diagnostic {
            Diagnostic(.wrongType, at: SourceLocation(file: "m", line: line, column: 1), "line \(line)")
        }
        let lines = DiagnosticText.lines(Diagnostics([at(9), at(10), at(2)]), style: .plain) { _, _ in nil }
        #expect(lines.map { $0.suffix(7).trimmingPrefix(" ") } == ["line 2", "line 9", "line 10"])
    }
}
