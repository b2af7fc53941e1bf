import Model
import Testing
import YAMLReader

struct AnchorTests {
    private static let aliases: [(String, String)] = [
        ("a: &x 1\nb: *x", #"{"a":1,"b":1}"#),
        ("a: &x [1, {b: 2}]\nc: [*x, *x]", #"{"a":[1,{"b":2}],"c":[[1,{"b":2}],[1,{"b":2}]]}"#),
        ("a: &x 1\nb: &x 2\nc: *x", #"{"a":1,"b":2,"c":2}"#),
        ("a: &x {b: &x 1, c: *x}\nd: *x", #"{"a":{"b":1,"c":1},"d":{"b":1,"c":1}}"#),
        ("&k a: 1\nb: *k", #"{"a":1,"b":"a"}"#),
        ("a: &k key\n*k : 1", #"{"a":"key","key":1}"#),
        ("a: &x\nb: *x", #"{"a":null,"b":null}"#),
        ("&r\na: 1", #"{"a":1}"#),
    ]

    @Test(arguments: aliases)
    func `an alias repeats its anchor`(text: String, expected: String) {
        #expect(json(text) == [expected])
        #expect(codes(text) == [])
    }

    private static let merges: [(String, String)] = [
        ("x: &x {a: 1, b: 2}\ny:\n  <<: *x\n  b: 3", #"{"a":1,"b":3}"#),
        ("x: &x {a: 1, b: 2}\ny:\n  b: 3\n  <<: *x", #"{"a":1,"b":3}"#),
        ("y: {<<: {a: 1}, b: 2}", #"{"a":1,"b":2}"#),
        ("x: &x {a: 1, b: 1}\nz: &z {b: 2, c: 2}\ny:\n  <<: [*x, *z, {c: 3, d: 3}]", #"{"a":1,"b":1,"c":2,"d":3}"#),
        ("x: &x {a: {p: 1}}\ny: {<<: *x, a: {q: 2}}", #"{"a":{"q":2}}"#),
        ("x: &x {a: 1}\nz: &z {<<: *x, b: 2}\ny: {<<: *z, c: 3}", #"{"a":1,"b":2,"c":3}"#),
        ("y: {\"<<\": 1}", #"{"<<":1}"#), ("y: {<<: {}}", "{}"), ("y: {<<: []}", "{}"),
    ]

    @Test(arguments: merges)
    func `a merge key gives way to written keys, and a later map to an earlier`(text: String, expected: String) throws {
        let root = try #require(read(text).documents.first?.root)
        #expect(codes(text) == [])
        #expect(root["y"].map { CanonicalJSON.encode(Value($0)) } == expected)
    }

    @Test func `written keys stay first and in order when maps are merged`() throws {
        let root = try #require(read("x: &x {a: 1, b: 2}\ny: {c: 1, <<: *x, b: 3}").documents.first?.root)
        guard case .map(let entries) = root["y"]?.content else {
            Issue.record("no map")
            return
        }
        #expect(entries.map(\.key) == ["c", "b", "a"])
    }

    @Test(arguments: [1, 2])
    func `a billion laughs are refused at once`(form: Int) {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...40 {
            let aliases = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
            text += form == 1 ? "a\(level): &a\(level) [\(aliases)]\n" : "a\(level): &a\(level) {k: [\(aliases)]}\n"
        }
        let start = ContinuousClock.now
        let findings = codes(text)
        #expect(ContinuousClock.now - start < .seconds(2))
        #expect(findings.count == 1)
        #expect(findings.allSatisfy { $0.hasPrefix("R1007 5:") || $0.hasPrefix("R1007 6:") })
    }

    @Test func `merge keys count as expansion`() {
        let keys = (0..<1000).map { "k\($0): 1" }.joined(separator: ", ")
        let text = "x: &x {\(keys)}\n" + (0..<150).map { "m\($0): {<<: *x}\n" }.joined()
        #expect(codes(text) == ["R1007 101:11"])
    }

    @Test func `expansion up to the limit is read`() {
        let limits = YAMLLimits(fileBytes: 1000, documents: 9, nesting: 64, expandedNodes: 6)
        #expect(codes("a: &x [1, 2]\nb: *x\nc: *x", limits: limits) == [])
        #expect(codes("a: &x [1, 2]\nb: *x\nc: *x\nd: *x\n---\na: &x [1, 2]\nb: *x", limits: limits) == ["R1007 4:4"])
    }
}
