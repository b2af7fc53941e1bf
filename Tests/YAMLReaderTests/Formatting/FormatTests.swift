import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

/// The formatted text, or the codes of the findings.
func formatted(_ text: String, path: String = "t.yaml") -> String {
    let formatter = ManifestFormatter { ToyCatalogue.value.keyOrder(of: $0) }
    switch formatter.format(ManifestFile(path: path, bytes: Array(text.utf8))) {
    case .formatted(let bytes): return String(decoding: bytes, as: UTF8.self)
    case .refused(let findings): return findings.map(\.code.id).joined(separator: " ")
    }
}

struct FormatTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String

        init(_ what: String, _ before: String, _ after: String) {
            testDescription = what
            self.before = before
            self.after = after
        }
    }

    static let layout = [
        Case(
            "indentation", "a:\n    b:\n       - c\n       -   d: 1\n           e: 2\n",
            "a:\n  b:\n    - c\n    - d: 1\n      e: 2\n"),
        Case("a list right under its key", "a:\n- b\n- - c\n  - d\n", "a:\n  - b\n  - - c\n    - d\n"),
        Case(
            "one space", "a:   b\nc :  [ d,e ,  f ]\ng: {h:   i,\"j\":k}\n", "a: b\nc: [d, e, f]\ng: {h: i, \"j\": k}\n"
        ),
        Case("empty lines", "\n\na: 1\n\n\n\nb: 2\n\n", "a: 1\n\nb: 2\n"),
        Case("CR LF and white space at the ends", "a: 1  \r\nb:\t\r\n  - c\t\r\n", "a: 1\nb:\n  - c\n"),
        Case("no line break at the end", "a: 1", "a: 1\n"),
        Case("a byte order mark", "\u{FEFF}a: 1\n", "a: 1\n"),
        Case("a value in the next line", "a:\n  b\nc:\n  'd'\n", "a: b\nc: 'd'\n"),
        Case(
            "brackets in several lines", "a: [b,\n  c, {d: e}]\nf: {\n}\n",
            "a:\n  [\n    b,\n    c,\n    {d: e}\n  ]\nf: {}\n"),
        Case("a pair in brackets, and keys alone", "a: [b: c, d]\ne: {f, g: , h}\n", "a: [b: c, d]\ne: {f, g: , h}\n"),
        Case("a key that was written with `?`", "? a\n: b\n? c\n", "a: b\nc:\n"),
        Case("nothing", "", ""),
        Case(
            "documents", "a: 1\n---\n--- # x\nb: 2\n...\n# y\n---   \"c\"\n",
            "a: 1\n---\n--- # x\nb: 2\n...\n# y\n---\n\"c\"\n"),
        Case(
            "lines behind a directive", "a: 1\n...\n%YAML 1.2\n\n# b\n\n---\nc: 2\n",
            "a: 1\n...\n# b\n%YAML 1.2\n---\nc: 2\n"),
        Case("directives", "%YAML 1.2\n---\na:   1\n", "%YAML 1.2\n---\na: 1\n"),
    ]

    static let scalars = [
        Case("quotes", "a: 'b'\nc: \"d\\u00e9\"\n\"e\": f\n", "a: 'b'\nc: \"d\\u00e9\"\n\"e\": f\n"),
        Case("numbers and words", "a: 0x1F\nb: ~\nc: True\nd: 1.50\n", "a: 0x1F\nb: ~\nc: True\nd: 1.50\n"),
        Case(
            "literal and folded", "a: |\n    b\n      c\n\n    d\n\ne: >-\n  f\n  g\n",
            "a: |\n  b\n    c\n\n  d\n\ne: >-\n  f\n  g\n"),
        Case("line breaks that are kept", "a:\n   - |+\n     b\n\n\n   - c\n", "a:\n  - |+\n    b\n\n\n  - c\n"),
        Case("an indicator of indentation", "a: |4-\n       b\n    c\n", "a: |2-\n     b\n  c\n"),
        Case("a block text that the end of the file cuts", "a: |\n    b\n    c", "a: |-\n  b\n  c\n"),
        Case("a comment behind a block's header", "a: |   # b\n   c\n", "a: | # b\n  c\n"),
        Case("texts of several lines", "a: b\n      c\n\n      d\ne: 'f  \n   g'\n", "a: b\n  c\n\n  d\ne: 'f\n  g'\n"),
        Case("an escape at a line's end", "a: \"b\\\n     c \\ \n     d\"\n", "a: \"b\\\n  c \\ \n  d\"\n"),
        Case(
            "anchors, aliases, tags, merge keys",
            "a:  &x  {b: 1}\nc: *x\nd:\n  <<:   *x\n  e: !!str   2\n&k f : *x\ng:\n    *k   : h\n",
            "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: !!str 2\n&k f: *x\ng:\n  *k : h\n"),
        Case(
            "an anchor of a block", "a: &x\n    b: 1\nc:\n  - &y\n    d: 2\n", "a: &x\n  b: 1\nc:\n  - &y\n    d: 2\n"),
    ]

    static let comments = [
        Case("before, behind and after", "# a\n\n#b\nc: 1   #  d  \n# e\n", "# a\n\n#b\nc: 1 #  d\n# e\n"),
        Case("of nested parts", "a:\n    # b\n    c: 1\n    # d\n# e\nf: 2\n", "a:\n  # b\n  c: 1\n  # d\n# e\nf: 2\n"),
        Case(
            "behind a key or a dash", "a:   # b\n    c: 1\nd:\n -   # e\n     f: 2\n",
            "a: # b\n  c: 1\nd:\n  - # e\n    f: 2\n"),
        Case("in the place of a value", "a:\n    # b: 1\nc: 2\n", "a:\n  # b: 1\nc: 2\n"),
        Case("that goes on in the next line", "a: 1    # b\n        # c\nd: 2\n", "a: 1 # b\n     # c\nd: 2\n"),
        Case("between a key and its value", "a:\n  # b\n  c\n", "# b\na: c\n"),
        Case("between a dash and its map", "- \n  # a\n  b: 1\n", "# a\n- b: 1\n"),
        Case(
            "in brackets", "a: [ # b\n  c, # d\n  # e\n  f # g\n  # h\n  ]   # i\n",
            "a:\n  [ # b\n    c, # d\n    # e\n    f # g\n    # h\n  ] # i\n"),
        Case("between documents", "a: 1\n# b\n---\n# c\nd: 2\n", "a: 1\n# b\n---\n# c\nd: 2\n"),
        Case("alone", "# a\n\n\n  # b", "# a\n\n# b\n"),
    ]

    static let order = [
        Case(
            "of a resource",
            "spec: {}\nmetadata: {protect: true, x: y, name: n, labels: {b: 1, a: 2}}\nkind: LoginFlow\nother: 1\napiVersion: v\n",
            "apiVersion: v\nkind: LoginFlow\nmetadata: {name: n, labels: {b: 1, a: 2}, protect: true, x: y}\nspec: {}\nother: 1\n"
        ),
        Case(
            "of a connector's settings, by its type",
            "kind: OutboundConnector\nspec:\n  mapping: {b: 1, a: 2}\n  settings: {token: {env: T}, address: a}\n  type: toy\n",
            "kind: OutboundConnector\nspec:\n  type: toy\n  settings: {address: a, token: {env: T}}\n  mapping: {b: 1, a: 2}\n"
        ),
        Case(
            "of a trigger's fields, by its type",
            "kind: LoginTrigger\nspec: {applications: [a], secret: {env: S}, type: toy}\n",
            "kind: LoginTrigger\nspec: {type: toy, secret: {env: S}, applications: [a]}\n"),
        Case(
            "in the items of a list", "kind: LoginFlow\nspec:\n  steps:\n    - options: [{x: 1, connection: a}]\n",
            "kind: LoginFlow\nspec:\n  steps:\n    - options: [{connection: a, x: 1}]\n"),
        Case(
            "with the comments of each key",
            "# file\nkind: Connection\n# m\nmetadata:\n  # l\n  labels: {} # l2\n\n  # n\n  name: a # n2\n# v\napiVersion: v # v2\n",
            "# file\n# v\napiVersion: v # v2\nkind: Connection\n# m\nmetadata:\n  # n\n  name: a # n2\n  # l\n  labels: {} # l2\n"
        ),
        Case(
            "never moves an alias before its anchor",
            "spec: {displayName: &n x}\nmetadata: {name: *n}\nkind: Connection\n",
            "kind: Connection\nspec: {displayName: &n x}\nmetadata: {name: *n}\n"),
        Case(
            "of other YAML stays", "b: 1\na: 2\nmetadata: {x: 1, name: 2}\n", "b: 1\na: 2\nmetadata: {x: 1, name: 2}\n"),
    ]

    @Test(arguments: layout + scalars + comments + order)
    func `formats as it should, and once is enough`(example: Case) {
        #expect(formatted(example.before) == example.after)
        #expect(formatted(example.after) == example.after)
    }

    @Test(arguments: [
        ("a: [1\n", "R1002"), ("a: 1\na: 2\n", "R1004"), ("a: *b\n", "R1008"), ("a: \u{1}\n", "R1002"),
        ("? [a]\n: b\n", "R1010"), ("a: !x b\n", "R1011"),
    ])
    func `a file with an error is reported, not formatted`(text: String, code: String) {
        #expect(formatted(text) == code)
    }

    @Test func `what can't be laid out safely is R7001, and stays as it is`() {
        // libyaml reads this `-` as text, but not in a line of its own.
        #expect(formatted("a: [1, # b\n  -]\n") == "R7001")
    }

    @Test func `JSON stays JSON`() {
        let text =
            #"{"spec":{"settings":{},"steps" : [ ]},"metadata":{"labels":{"b":1.50,"a":"\ud83d\ude00\/"},"name":"n"},"kind":"LoginFlow"}"#
        let expected = """
            {
              "kind": "LoginFlow",
              "metadata": {
                "name": "n",
                "labels": {
                  "b": 1.50,
                  "a": "\\ud83d\\ude00\\/"
                }
              },
              "spec": {
                "steps": [],
                "settings": {}
              }
            }

            """
        #expect(formatted(text, path: "t.json") == expected)
        #expect(formatted(expected, path: "t.json") == expected)
        #expect(
            formatted(#"[[1,[2]],{"a":[{}]}]"#, path: "-").split(separator: "\n").joined().filter { $0 != " " }
                == #"[[1,[2]],{"a":[{}]}]"#)
    }

    @Test(arguments: ["a: 1\n", "{\"a\": 1} # b\n", "{\"a\": 1,}\n"])
    func `YAML in a JSON file is R7002`(text: String) {
        #expect(formatted(text, path: "t.json") == "R7002")
    }
}
