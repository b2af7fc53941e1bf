import Model
import Testing
import YAMLReader

struct DiagnosticTests {
    private static let problems: [(String, [String])] = [
        // R1002: where libyaml stops.
        ("a: 1\n\tb: 2", ["R1002 2:1"]), ("a: [1, 2\nb: 3", ["R1002 2:2"]), ("a: \"x\nb: 1", ["R1002 2:5"]),
        ("a: b: c", ["R1002 1:5"]), ("a: @x", ["R1002 1:4"]), ("a: {b: 1\n", ["R1002 2:1"]),
        ("a: 1\n  b: 2\n", ["R1002 2:4"]), ("a:\n  - 1\n b: 2", ["R1002 3:2"]), ("x\ny: 1", ["R1002 2:2"]),
        ("a: \"\\q\"", ["R1002 1:5"]), ("{\"a\": \"\\ud83d\"}", ["R1002 1:10"]), ("]", ["R1002 1:1"]),
        ("a: 1\nb: \u{1}", ["R1002 2:4"]), ("ü: \0", ["R1002 1:4"]), ("a: 1\n\u{FEFF}b: 1", ["R1002 2:1"]),
        ("%YAML 3.0\n---\na", ["R1002 1:1"]), ("a: 1\n---\n\"x\n---\n", ["R1002 4:1"]),
        // R1004: the second place; all of them.
        ("a: 1\nb: 2\na: 3\nb: 4\na: 5", ["R1004 3:1", "R1004 4:1", "R1004 5:1"]),
        ("x:\n  - {k: 1, k: 2}\n---\ny: {k: 1, \"k\": 2}", ["R1004 2:12", "R1004 4:11"]),
        ("é: 1\ne\u{301}: 2", ["R1004 2:1"]), ("<<: {a: 1}\n<<: {b: 1}", ["R1004 2:1"]),
        // R1008
        ("a: *x\nb: &x 1", ["R1008 1:4"]), ("a: &x 1\n---\nb: *x", ["R1008 3:4"]), ("a: &x [*x]", ["R1008 1:8"]),
        ("a: &x\n  b: *x", ["R1008 2:6"]), ("*x : 1", ["R1008 1:1"]),
        // R1009
        ("a:\n  <<: 1", ["R1009 2:7"]), ("<<: [{a: 1}, x]", ["R1009 1:14"]), ("<<:", ["R1009 1:4"]),
        ("a: &x [1]\n<<: *x", ["R1009 1:8"]),
        // R1010
        ("? [a]\n: 1", ["R1010 1:3"]), ("? {a: 1}\n: 1", ["R1010 1:3"]), ("~: 1", ["R1010 1:1"]),
        ("?\n: 1", ["R1010 1:2"]),
        ("a: 1\nnull: 2\nb: {k: 1, k: 2}", ["R1010 2:1", "R1004 3:11"]), ("!!null '': 1", ["R1010 1:1"]),
    ]

    @Test(arguments: problems)
    func `a problem is found in its place`(text: String, expected: [String]) {
        #expect(codes(text) == expected)
    }

    private static let badBytes: [([UInt8], String)] = [
        ([0x61, 0x3A, 0x20, 0xFF], "R1003 1:4"), (Array("ü: ".utf8) + [0xC3, 0x28], "R1003 1:4"),
        (Array("a: 1\nbü: x".utf8) + [0xC3], "R1003 2:6"), ([0xFF, 0xFE, 0x61, 0], "R1003 1:1"),
        ([0xFE, 0xFF, 0, 0x61], "R1003 1:1"), ([0x61, 0, 0x3A, 0], "R1003 1:1"), ([0, 0x61, 0, 0x3A], "R1003 1:1"),
        (Array("a: ".utf8) + [0xED, 0xA0, 0x80], "R1003 1:4"), (Array("a: ".utf8) + [0xC0, 0x80], "R1003 1:4"),
        (Array("\r\n\r\n\ta ".utf8) + [0xF5, 0x80, 0x80, 0x80], "R1003 3:4"),
        ([0xEF, 0xBB, 0xBF] + Array("a: ".utf8) + [0xFF], "R1003 1:4"),
    ]

    @Test(arguments: badBytes)
    func `a file that is not UTF-8 is refused at its first bad byte`(bytes: [UInt8], expected: String) {
        #expect(codes(bytes) == [expected])
    }

    @Test func `the documents before a malformed one are returned`() {
        #expect(json("a: 1\n---\nb: 2\n---\nc: [\n") == [#"{"a":1}"#, #"{"b":2}"#])
        #expect(json("a: 1\n---\nb: 2\n\u{1}\n---\nc: 3\n") == [#"{"a":1}"#])
        #expect(json("a: 1\n---\nb: 2\n...\n\u{1}\n") == [#"{"a":1}"#, #"{"b":2}"#])
        let broken = Array("a: 1\n---\nb: 2\n---\nc: ".utf8) + [0xFF] + Array("\n---\nd: 4".utf8)
        #expect(read(broken).documents.count == 2)
    }

    @Test func `a finding tells the path, the other place and an action`() throws {
        let finding = try #require(read("a:\n  - b: 1\n    b: 2\n").findings.first)
        #expect(finding.path?.description == "a[0].b")
        #expect(finding.message == "the key `b` stands in line 2 of the same map already")
        #expect(finding.hint == "remove one of the two")
        #expect(finding.isSensitive == false)
        let open = try #require(read("a:\n  - \"x\n\n").findings.first)
        #expect(open.message == "the text in quotes has no end, in what begins in line 2")
    }

    @Test func `nesting has a limit, aliases included`() {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(codes(nested(64)) == [])
        #expect(codes(nested(65)) == ["R1005 1:65"])
        #expect(codes("[\(nested(500)), {k: 1, k: 2}]") == ["R1005 1:65", "R1004 1:1011"])
        #expect(codes(String(repeating: "[", count: 100_000)) == ["R1005 1:65"])
        #expect(
            codes("- &a \(nested(40))\n- \(String(repeating: "[", count: 23))*a\(String(repeating: "]", count: 23))")
                == [])
        #expect(
            codes("- &a \(nested(40))\n- \(String(repeating: "[", count: 24))*a\(String(repeating: "]", count: 24))")
                == ["R1005 2:27"])
    }

    @Test func `files and their documents have limits`() {
        let limits = YAMLLimits(fileBytes: 12, documents: 2, nesting: 64, expandedNodes: 10)
        #expect(codes("a: 1\n---\nb: 2", limits: limits) == ["R1006 1:1"])
        #expect(codes("--- 1\n--- 2\n", limits: limits) == [])
        #expect(codes("---\n---\n---\n", limits: limits) == ["R1006 3:1"])
        #expect(
            YAMLLimits.standard
                == YAMLLimits(fileBytes: 268_435_456, documents: 1_000_000, nesting: 64, expandedNodes: 100_000))
    }

    @Test func `a map of many keys finds its duplicates`() {
        let keys = (0..<50_000).map { "k\($0): 1\n" }.joined()
        let start = ContinuousClock.now
        #expect(codes(keys + "k7: 2\nk49999: 3\nk50000: 1\n") == ["R1004 50001:1", "R1004 50002:1"])
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
