import Model
import Testing

struct PositionTests {
    /// `key 1:1 value 1:4` of every entry, depth first.
    private func places(_ text: String) -> [String] {
        func walk(_ node: Node) -> [String] {
            switch node.content {
            case .map(let entries):
                entries.flatMap { entry in
                    ["\(entry.key) \(place(entry.keyPosition)) \(place(entry.value.position))"] + walk(entry.value)
                }
            case .list(let items): items.flatMap { ["- \(place($0.position))"] + walk($0) }
            default: []
            }
        }
        return read(text).documents.flatMap { walk($0.root) }
    }

    private func place(_ position: Position) -> String { "\(position.line):\(position.column)" }

    private static let texts: [(String, [String])] = [
        ("a: 1\nbc:   x\n", ["a 1:1 1:4", "bc 2:1 2:7"]),
        ("a:\n  b: 1\n", ["a 1:1 2:3", "b 2:3 2:6"]),
        ("a:\n- x\n-  y\n", ["a 1:1 2:1", "- 2:3", "- 3:4"]),
        ("a:\nb: ~", ["a 1:1 1:3", "b 2:1 2:4"]),
        ("{\"a\":1, \"b\" : [2]}", ["a 1:2 1:6", "b 1:9 1:15", "- 1:16"]),
        ("ключ: ü\n名前: 値", ["ключ 1:1 1:7", "名前 2:1 2:5"]),
        ("\"😀\": 😀", ["😀 1:1 1:6"]),
        ("e\u{301}: x", ["e\u{301} 1:1 1:5"]),
        ("\u{FEFF}a: 1\nb: 2", ["a 1:1 1:4", "b 2:1 2:4"]),
        ("a: 1\r\nb:\r\n  c: 2\r\n", ["a 1:1 1:4", "b 2:1 3:3", "c 3:3 3:6"]),
        ("# c\n\n---\na: |\n  x\nb: 1", ["a 4:1 4:4", "b 6:1 6:4"]),
        ("a: 1\n---\nb: 2", ["a 1:1 1:4", "b 3:1 3:4"]),
        ("a: &x 1\nb: *x", ["a 1:1 1:4", "b 2:1 2:4"]),
        ("a: &x {c: 1}\nb:\n  <<: *x\n  d: 2", ["a 1:1 1:4", "c 1:8 1:11", "b 2:1 3:3", "d 4:3 4:6", "c 1:8 1:11"]),
    ]

    @Test(arguments: texts)
    func `every key and value knows its line and column`(text: String, expected: [String]) {
        #expect(places(text) == expected)
    }

    private static let counts: [(String, Int)] = [
        ("", 0), ("\n\n", 0), ("# only a comment\n", 0), ("---\n", 0), ("---\n---\n# x\n---\na: 1\n", 1), ("...\n", 0),
        ("---\na: 1\n...\n---\nb: 2\n", 2), ("a: 1\n---\n", 1), ("\u{FEFF}", 0), ("---\n~\n", 1), ("--- ''\n", 1),
        ("{\"a\": 1}\n{\"b\": 2}\n", 1),
    ]

    @Test(arguments: counts)
    func `a document that holds nothing is left out`(text: String, count: Int) {
        #expect(read(text).documents.count == count)
    }

    @Test func `JSON is read`() {
        let text = "{\n\t\"a\": [1, -2.5e3, \"\\u00fc\\n\\/\", null, true],\n\t\"b\": {\"c\": {}, \"no\": []}\n}\n"
        #expect(json(text) == [#"{"a":[1,-2500.0,"ü\n/",null,true],"b":{"c":{},"no":[]}}"#])
    }

    @Test func `JSON may write a character as two escapes`() {
        let text = #"{"a": "\ud83d\uDE00 \\ud83d\\ude00", "b": "\ud83d\ude00", "c": 1}"#
        #expect(json(text) == [#"{"a":"😀 \\ud83d\\ude00","b":"😀","c":1}"#])
        #expect(places(text) == ["a 1:2 1:7", "b 1:38 1:43", "c 1:59 1:64"])
        #expect(codes(#"{"a": "\ud83d\ude00", "a": "\ud83d\ude00", "b": "\ud83d"}"#) == ["R1002 1:52"])
    }
}
