import Model
import Testing
import YAMLReader

struct YAMLWriterTests {
    @Test func `a resource reads well`() {
        let value = Value.object(
            (
                "spec",
                .object(
                    (
                        "steps",
                        .list([
                            .object(("type", .string("scim2")), ("on", .bool(true))),
                            .list([.int(1), .list([.int(2)])]),
                        ])
                    ),
                    ("secret", .secret(.environment("CRM_TOKEN"))), ("none", .null), ("noMap", .object()),
                    ("noList", .list([])),
                    ("template", .string("a\n  b\n\nc\n")), ("number", .string("1.0")),
                    ("quote", .string("say \"hi\": x"))
                )
            ),
            ("metadata", .object(("name", .string("crm")))), ("kind", .string("OutboundConnector")),
            ("apiVersion", .string("reconcile/v1")))
        #expect(
            YAMLWriter.write(value) == """
                apiVersion: reconcile/v1
                kind: OutboundConnector
                metadata:
                  name: crm
                spec:
                  noList: []
                  noMap: {}
                  none: null
                  number: "1.0"
                  quote: 'say "hi": x'
                  secret: {env: CRM_TOKEN}
                  steps:
                    - on: true
                      type: scim2
                    - - 1
                      - - 2
                  template: |
                    a
                      b

                    c

                """)
    }

    private static let texts: [(String, String)] = [
        ("plain", "plain"), ("no", "no"), ("true", "\"true\""), ("", "\"\""), ("1", "\"1\""), ("~", "\"~\""),
        ("a: b", "\"a: b\""), ("a:b", "a:b"), ("a #b", "\"a #b\""), ("a#b", "a#b"), ("-x", "-x"), ("- x", "\"- x\""),
        ("*x", "\"*x\""), (" x", "\" x\""), ("x ", "\"x \""), ("x:", "\"x:\""), ("{{name}}", "\"{{name}}\""),
        ("it's", "it's"), ("\"q\"", "'\"q\"'"), ("a\tb", "\"a\\tb\""), ("\u{7F}", "\"\\x7F\""), ("ü 😀", "ü 😀"),
        ("\u{2028}", "\"\\u2028\""), ("${X}", "${X}"), ("https://a.b/c?d=e", "https://a.b/c?d=e"), ("\n", "\"\\n\""),
        ("a\nb", "|-\n  a\n  b"), ("a\n\n", "|+\n  a\n"), (" a\nb", "\" a\\nb\""), ("a\r\nb", "\"a\\r\\nb\""),
    ]

    @Test(arguments: texts)
    func `a text is quoted only where plain would read differently`(text: String, expected: String) {
        #expect(YAMLWriter.write(.string(text)) == expected + "\n")
        #expect(read(YAMLWriter.write(.string(text))).documents.map { Value($0.root) } == [.string(text)])
    }

    @Test func `reading what was written gives the same value`() {
        let seed = UInt64.random(in: 0 ... .max)
        var values = RandomValues(seed: seed)
        for round in 0..<10_000 {
            let value = values.next(depth: 0)
            let text = YAMLWriter.write(value)
            let (documents, findings) = read(text)
            guard findings.isEmpty, documents.map({ Value($0.root) }) == [value] else {
                Issue.record("seed \(seed), round \(round): \(findings.map(\.message)), wrote:\n\(text)")
                return
            }
        }
    }

    @Test func `a secret is written as its reference`() {
        let references: [SecretReference] = [
            .environment("A_B"), .file("/run/a b, {c}"), .file("x: #y"), .file("null"),
        ]
        for reference in references {
            let text = YAMLWriter.write(.object(("s", .secret(reference))))
            let expected = Value.object(("s", .object((reference.manifestKey, .string(reference.target)))))
            #expect(read(text).documents.map { Value($0.root) } == [expected], "\(text)")
        }
    }
}

/// Values of all shapes, with texts that are likely to be written wrongly.
private struct RandomValues {
    private var random: Random

    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var bits = state
            bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
            bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
            return bits ^ bits >> 31
        }
    }

    init(seed: UInt64) { random = Random(state: seed) }

    private static let pieces = [
        "a", "b", "true", "null", "1", "-", "- ", ": ", ":", " #", "#", "?", "[", "]", "{", "}", ",", "&", "*", "!",
        "|", ">", "'", "\"", "%", "@", "`", " ", "  ", "\n", "\n\n", "\t", "\r", "\\", "---", "...", "<<", "=", "~",
        "0x1", "1e3", ".5", "ü", "😀", "e\u{301}", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{0}", "\u{1B}", "\u{A0}",
        "\u{FFFE}", "${X}", "\n ", "\n\t", " \n",
    ]

    private mutating func text() -> String {
        if Int.random(in: 0..<200, using: &random) == 0 { return String(repeating: "long ", count: 400) + "end" }
        return (0..<Int.random(in: 0..<6, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
            .joined()
    }

    mutating func next(depth: Int) -> Value {
        switch Int.random(in: 0..<(depth > 4 ? 6 : 9), using: &random) {
        case 0: return .null
        case 1: return .bool(.random(using: &random))
        case 2: return .int(Int(truncatingIfNeeded: random.next()))
        case 3:
            let number = Double(bitPattern: random.next())
            return .number(number.isFinite ? number : 0.1)
        case 4, 5: return .string(text())
        case 6: return .list((0..<Int.random(in: 0..<4, using: &random)).map { _ in next(depth: depth + 1) })
        default:
            let entries = (0..<Int.random(in: 0..<5, using: &random)).map { _ in
                ValueMap.Entry(key: text(), value: next(depth: depth + 1))
            }
            return .map(ValueMap(entries))
        }
    }
}
