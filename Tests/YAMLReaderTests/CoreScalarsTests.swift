import Model
import Testing

struct CoreScalarsTests {
    private static let scalars: [(String, String)] = [
        ("", "null"), ("~", "null"), ("null", "null"), ("Null", "null"), ("NULL", "null"), ("nULL", "\"nULL\""),
        ("true", "true"), ("True", "true"), ("TRUE", "true"), ("tRUE", "\"tRUE\""), ("truE", "\"truE\""),
        ("false", "false"), ("False", "false"), ("FALSE", "false"), ("FALSe", "\"FALSe\""),
        ("no", "\"no\""), ("on", "\"on\""), ("yes", "\"yes\""), ("y", "\"y\""), ("Off", "\"Off\""),
        ("0", "0"), ("-0", "0"), ("+12", "12"), ("-19", "-19"), ("007", "7"), ("0o17", "15"), ("0x1fA", "506"),
        ("0o8", "\"0o8\""), ("0x", "\"0x\""), ("0xg", "\"0xg\""), ("-0x1", "\"-0x1\""), ("1_000", "\"1_000\""),
        ("9223372036854775807", "9223372036854775807"), ("-9223372036854775808", "-9223372036854775808"),
        ("1.5", "1.5"), ("1.", "1.0"), (".5", "0.5"), ("-.5", "-0.5"), ("1e3", "1000.0"), ("1.e3", "1000.0"),
        ("+1.5E-2", "0.015"), ("1e", "\"1e\""), ("1e+", "\"1e+\""), (".", "\".\""), ("+", "\"+\""), ("-", "[null]"),
        ("-.", "\"-.\""), (".e1", "\".e1\""), ("1.2.3", "\"1.2.3\""), ("1:30", "\"1:30\""),
        ("2024-01-01", "\"2024-01-01\""),
        ("inf", "\"inf\""), ("-.nan", "\"-.nan\""), (".Nan", "\".Nan\""), ("nullx", "\"nullx\""), ("=", "\"=\""),
        ("'true'", "\"true\""), ("\"1\"", "\"1\""), ("'~'", "\"~\""), ("''", "\"\""),
        ("!!str 1", "\"1\""), ("!!str", "\"\""), ("! 1", "\"1\""), ("!!int '0x10'", "16"), ("!!float 1", "1.0"),
        ("!!bool 'true'", "true"), ("!!null ''", "null"), ("!!seq [1]", "[1]"), ("!!map {a: 1}", #"{"a":1}"#),
        ("|\n  1\n", "\"1\\n\""), ("${X}", "\"${X}\""),
    ]

    @Test(arguments: scalars)
    func `a scalar reads as YAML 1_2 says`(written: String, expected: String) {
        #expect(json("- \(written)") == ["[\(expected)]"])
        #expect(codes("- \(written)") == [])
    }

    private static let refused: [(String, String)] = [
        (".inf", "R1018"), ("-.INF", "R1018"), (".NaN", "R1018"), ("1e999", "R1019"), ("9223372036854775808", "R1019"),
        ("-9223372036854775809", "R1019"), ("0xFFFFFFFFFFFFFFFFF", "R1019"), ("!!int x", "R1018"),
        ("!!bool yes", "R1018"), ("!!float .inf", "R1018"), ("!!null x", "R1018"), ("!!map x", "R1018"),
        ("!!seq {a: 1}", "R1018"), ("!!str [1]", "R1018"), ("!!binary aGk=", "R1011"), ("!own x", "R1011"),
        ("!!set {a}", "R1011"), ("!<tag:x> [1]", "R1011"),
    ]

    @Test(arguments: refused)
    func `a scalar that no type holds is refused where it stands`(written: String, code: String) {
        #expect(codes("a:\n  - \(written)\n  - 1") == ["\(code) 2:5"])
    }

    @Test func `only a plain scalar without a tag is plain`() throws {
        let root = try #require(
            read("[a, 1, 'b', \"c\", !!str d, *x, [e]]\n".replacing("*x", with: "~")).documents.first
        ).root
        guard case .list(let items) = root.content else {
            Issue.record("no list")
            return
        }
        #expect(items.map(\.isPlain) == [true, true, false, false, false, true, false])
    }

    @Test(arguments: ["hunter2", "-hunter2"])
    func `no message holds a scalar's content`(secret: String) {
        let texts = [
            "password: !\(secret)", "password: *\(secret)", "password: @\(secret)", "password: \"\(secret)",
            "password: \(secret): x", "password: [\(secret)", "password: !!int \(secret)", "? [\(secret)]\n: x",
            "<<: \(secret)", "password: %\(secret)\n  x: y", "password: '\(secret)' \(secret)",
            "password: \"\\q\(secret)\"",
            "%\(secret) x\n---\na", "password: \(secret)\n\u{1}", "password: &\(secret) *\(secret)",
            "password: 1\npassword: \(secret)",
        ]
        for text in texts {
            let findings = read(text).findings
            #expect(!findings.isEmpty || text.contains("%\(secret) x"), "\(text)")
            for finding in findings {
                let shown = "\(finding.message) \(finding.hint ?? "") \(finding.path?.description ?? "")"
                #expect(!shown.contains("hunter2"), "\(text)")
                #expect(finding.isSensitive || !text.hasPrefix("password") || text.contains("\u{1}"), "\(text)")
            }
        }
    }
}
