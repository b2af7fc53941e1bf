import Model
import Testing

struct JSONTests {
    @Test(arguments: [
        ("null", Value.null), (" true ", .bool(true)), ("-0", .int(0)), ("12", .int(12)), ("1.5", .number(1.5)),
        ("1e2", .number(100)), (#""\u00fc\n""#, .string("ü\n")), (#""\ud83d\ude00""#, .string("😀")),
        ("[]", .list([])), (#"{"b":1,"a":[true]}"#, .object(("a", .list([.bool(true)])), ("b", .int(1)))),
    ])
    func `valid JSON reads as its value`(text: String, value: Value) throws {
        #expect(try JSONReader.read(Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", "nul", "01", "1.", "+1", "-", ".5", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{a:1}", "\"\u{1}\"",
        #""\x""#,
        #""\ud83d""#, #""\ude00""#, "\"open", "[1", "1 2", "// c\n1", #""\u+123""#, "1.e5",
    ])
    func `anything else is refused`(text: String) {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(text.utf8)) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read([0x22, 0xFF, 0x22]) }
    }

    @Test func `nesting is capped`() {
        let deep = String(repeating: "[", count: 65) + String(repeating: "]", count: 65)
        let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: JSONReader.Failure.self) { try JSONReader.read(Array(deep.utf8)) }
        #expect(throws: Never.self) { try JSONReader.read(Array(allowed.utf8)) }
    }

    @Test(arguments: [
        Value.object(("$env", .string("ordinary key")), ("$$x", .int(1))),
        .object(("token", .secret(.environment("NAME"))), ("key", .secret(.file("/run/key")))),
        .list([.null, .bool(false), .int(-3), .number(0.25), .string("\u{0}\"\\\n\t é😀")]),
        .map(ValueMap()),
    ])
    func `canonical JSON reads back as the same value`(value: Value) throws {
        #expect(try CanonicalJSON.decode(CanonicalJSON.encode(value)) == value)
    }

    @Test(arguments: [3, 32, 33, 200]) func `a map is ascending and keeps the last of equal keys, whatever its size`(
        count: Int
    ) {
        let entries = (0..<count).map { index in
            ValueMap.Entry(key: "k\((index * 7) % (count - 1))", value: .int(index))
        }
        let map = ValueMap(entries)
        #expect(map.keys == map.keys.sorted())
        #expect(Set(map.keys) == Set(entries.map(\.key)) && map.keys.count == count - 1)
        for key in map.keys { #expect(map[key] == entries.last { $0.key == key }?.value) }
    }

    @Test func `key order does not reach the canonical form`() {
        let first = Value.object(("b", .int(1)), ("a", .int(2)))
        let second = Value.object(("a", .int(2)), ("b", .int(1)))
        #expect(CanonicalJSON.encode(first) == #"{"a":2,"b":1}"#)
        #expect(CanonicalJSON.encode(first) == CanonicalJSON.encode(second))
    }
}
