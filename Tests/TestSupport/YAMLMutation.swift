/// Makes broken and odd manifests from sound ones, the same ones for the same seed.
package struct YAMLMutation {
    private var state: UInt64
    private let corpus: [[UInt8]]

    package init(seed: UInt64, corpus: [String] = YAMLMutation.corpus) {
        state = seed
        self.corpus = corpus.map { Array($0.utf8) }
    }

    /// A text of the corpus with one to four changes, at most 2,000 bytes.
    package mutating func next() -> [UInt8] {
        var bytes = corpus[below(corpus.count)]
        for _ in 0...below(4) { change(&bytes) }
        return bytes.count > 2000 ? Array(bytes[..<2000]) : bytes
    }

    private mutating func change(_ bytes: inout [UInt8]) {
        let start = below(bytes.count + 1)
        let end = min(bytes.count, start + below(12))
        switch below(7) {
        case 0: bytes.replaceSubrange(start..<end, with: [])
        case 1: bytes.insert(contentsOf: Self.tokens[below(Self.tokens.count)], at: start)
        case 2: bytes.replaceSubrange(start..<end, with: Self.tokens[below(Self.tokens.count)])
        case 3: if start < bytes.count { bytes[start] = UInt8(truncatingIfNeeded: random()) }
        case 4: if start < bytes.count { bytes[start] ^= 1 << UInt8(below(8)) }
        case 5: bytes.insert(contentsOf: Array(bytes[start..<end]), at: below(bytes.count + 1))
        default:
            let other = corpus[below(corpus.count)]
            let cut = below(other.count + 1)
            bytes.replaceSubrange(start..., with: other[cut...])
        }
    }

    private mutating func below(_ count: Int) -> Int { Int(random() % UInt64(count)) }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }

    private static let tokens: [[UInt8]] =
        [
            "\n", "\r\n", "\r", "\t", "  ", "- ", "? ", ": ", ":", ",", "[", "]", "{", "}", "&a ", "*a", "&a [*a, *a]",
            "<<: *a", "<<: [*a, *b]", "!!str ", "!!int ", "!x ", "! ", "|", "|+\n", ">-\n", "'", "\"", "\\", "\\u00e9",
            "\\ud83d", "#", " #", "---\n", "...\n", "%YAML 1.2\n", "%TAG ! x\n", "0x", "0o7", "1e9", ".inf", "~",
            "null", "true", "no", "99999999999999999999", "\u{FEFF}", "ü", "\u{2028}", "\u{85}", "\u{1F600}", "@", "`",
        ].map { Array($0.utf8) } + [[0], [0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xF5], [0x7F], [0x1B]]

    /// Small sound texts that use all of YAML between them.
    package static let corpus = [
        """
        apiVersion: reconcile/v1
        kind: Connection
        metadata:
          name: corp
        spec:
          type: oidc
          oidc:
            issuer: https://a.example
            clientSecret: {env: SECRET}

        """,
        "---\na: 1\n---\nb: [1, 2.5, true, ~]\n...\n# end\n---\n- x\n- y: z\n",
        "base: &base {a: 1, b: [x, y]}\nuse:\n  <<: *base\n  b: 2\nmany: [*base, *base]\n",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "{\"a\": [1, -2, 3.5e3, \"t\\u00e9xt\", null, false], \"b\": {\"c\": {}}}\n",
        "literal: |\n  one\n    two\n\nfolded: >-\n  a\n  b\nkeep: |+\n  x\n\nend: 'it''s'\n",
        "? complex\n: value\n? [a, b]\n: c\n!!str 1: !!int \"2\"\n",
        "ключ: \"значение\"\n名前: 値 # コメント\nemoji: 😀\n",
        "- - - 1\n  - 2\n-\n  - a: b\n    c: d\n",
        "%YAML 1.2\n---\n!!map {a: !!seq [!!bool true]}\n",
        "a: b\r\nc:\r\n  - d\r\n  - \"e\\\n    f\"\r\n",
        "[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]\n",
        "{\"pair\": \"\\ud83d\\ude00\", \"next\": \"\\\\ud83d\"}\n",
    ]
}
