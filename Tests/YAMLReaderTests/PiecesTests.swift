import Foundation
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct PiecesTests {
    /// What is read from the pieces of a file, or `nil` when one of them is in doubt.
    private func pieced(_ bytes: [UInt8], size: Int) -> (texts: [String], pieces: Int)? {
        let reader = YAMLNodeReader(pieceBytes: size)
        let file = ManifestFile(path: "f", bytes: bytes)
        let pieces = reader.pieces(of: file)
        var next = 0
        var texts: [String] = []
        for piece in pieces {
            #expect(piece.bytes.lowerBound == next && !piece.bytes.isEmpty)
            next = piece.bytes.upperBound
            guard reader.readSound(piece, of: file, each: { texts.append(Self.written($0.root)) }) else { return nil }
        }
        #expect(next == bytes.count)
        return (texts, pieces.count)
    }

    private func whole(_ bytes: [UInt8]) -> (texts: [String], findings: [Diagnostic]) {
        let (documents, findings) = YAMLNodeReader().documents(in: ManifestFile(path: "f", bytes: bytes))
        return (documents.map { Self.written($0.root) }, findings)
    }

    /// All that a node says: content, place and whether it was quoted.
    private static func written(_ node: Node) -> String {
        let place = "\(node.position.line):\(node.position.column)\(node.isPlain ? "p" : "")"
        switch node.content {
        case .list(let items): return "\(place)[" + items.map(written).joined(separator: ",") + "]"
        case .map(let entries):
            return "\(place){"
                + entries.map { entry in
                    "\(entry.keyPosition.line):\(entry.keyPosition.column)\(entry.key.debugDescription)="
                        + written(entry.value)
                }.joined(separator: ",") + "}"
        default: return "\(place)\(node.content)"
        }
    }

    /// `RECONCILE_FUZZ_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which.
    @Test func `a file that is cut reads as the whole does, or is in doubt`() {
        let environment = ProcessInfo.processInfo.environment
        let inputs = environment["RECONCILE_FUZZ_INPUTS"].flatMap(Int.init) ?? 100_000
        let seed = environment["RECONCILE_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        var mutation = YAMLMutation(seed: seed, corpus: Self.corpus + YAMLMutation.corpus)
        var random = SeededRandom(seed: seed ^ 1)
        let sound = (Self.corpus + YAMLMutation.corpus).map { Array($0.utf8) }.filter { whole($0).findings.isEmpty }
        var (cut, agreed, doubted, needlesslyDoubted) = (0, 0, 0, 0)
        for number in 0..<inputs {
            var bytes: [UInt8] = []
            // Every other input is made of sound parts, or hardly any would be read to its end.
            let isMild = number % 2 == 0
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes += isMild ? sound.randomElement(using: &random)! : mutation.next()
                bytes += (isMild ? Self.seams.prefix(4) : Self.seams[...]).randomElement(using: &random)!.utf8
            }
            let whole = whole(bytes)
            if let (texts, pieces) = pieced(bytes, size: Int.random(in: 1...200, using: &random)) {
                agreed += 1
                cut += pieces > 1 ? 1 : 0
                guard texts == whole.texts, whole.findings.isEmpty else {
                    Issue.record("seed \(seed), input \(number): \(texts) but \(whole): \(bytes)")
                    return
                }
            } else {
                doubted += 1
                needlesslyDoubted += whole.findings.isEmpty ? 1 : 0
            }
        }
        print(
            "pieces: \(inputs) inputs, seed \(seed), \(agreed) sound of which \(cut) cut; \(doubted) in doubt,",
            "\(needlesslyDoubted) of them needlessly")
        // Both must be common, or the inputs prove nothing; and doubt costs a second reading.
        #expect(cut > inputs / 20 && doubted > inputs / 20, "seed \(seed)")
        #expect(needlesslyDoubted < inputs / 10, "seed \(seed)")
    }

    private static let seams = [
        "\n---\n", "\n--- # next\n", "\r\n---\r\n", "---\n", "\n...\n---\n", "\n--- ", "\n", "",
    ]

    /// Where `---` is a boundary, seems to be one, or changes what stands around it.
    private static let corpus = [
        "a: |\n  x\n---\nb: >-\n  y\n\n\n---\nc: |+\n  z\n\n\n",
        "--- |\n  text\n--- >\nfolded\n--- plain\n more\n---\n",
        "a: plain\n  goes on\n---\n? - k\n: v\n---\n- a\n-\n---\n", "a: 'quoted\n---\nb'\n", "a: [1,\n---\n2]\n",
        "a: &x 1\nb: *x\n---\nc: &x 2\nd: *x\n---\ne: *x\n", "%YAML 1.1\n---\na: b\n...\n%YAML 1.2\n---\nc: d\n",
        "%TAG ! tag:yaml.org,2002:\n---\na: !str 1\n---\nb: !str 2\n", "a: b\n...\nc: d\n---\ne: f\n...\n...\n---\n",
        "a: 1\r\n---\r\nb:\r\n- 2\r\n---\r\n\r\nc: 3", "a: 1\r---\rb: 2\n---\nc: 3\n",
        "ü: 1\u{85}---\u{2028}\n---\nb: 2\n",
        "---\n---\n---\n# nothing\n---\n~\n---\n", "-- -\n----\n---x\n---\ty\n --- z\n---\n- ---\n", "---", "a\n---",
        "\n\n---\n\n",
        "a: \"x\\\n---\\\n y\"\n---\nb: 1\n",
        "# comment\n---\n# more\na: 1 # ---\n#---\n---\n{\"json\": [1]}\n---\n[2]\n",
    ]

    @Test func `a place in a later piece is its place in the file`() throws {
        let text = (0..<50).map { "name: n\($0)\r\nlist: [ü, \($0)]\n" }.joined(separator: "---\n")
        let (texts, pieces) = try #require(pieced(Array(text.utf8), size: 100))
        #expect(pieces > 10)
        #expect(texts == whole(Array(text.utf8)).texts)
        #expect(texts.last?.hasPrefix("148:1{") ?? false)
    }

    @Test(arguments: [
        "a: 'x\n---\ny'\n", "a: [x,\n---\ny]\n", "a: b\n...\n%YAML 1.2\n---\nc: d\n", "a: b\n---\nc: d\nc: e\n",
        "a: b\n---\n\u{FEFF}c: d\n", "a: b\n---\nc: \u{7}\n",
    ]) func `what is wrong or can't be told of a piece alone is left to the whole`(text: String) {
        #expect(pieced(Array(text.utf8), size: 1) == nil)
    }

    @Test func `pieces hold no more documents together than a file may`() {
        let file = ManifestFile(path: "f", bytes: Array(String(repeating: "---\na\n", count: 20).utf8))
        func isSound(_ documents: Int) -> Bool {
            let reader = YAMLNodeReader(
                limits: YAMLLimits(fileBytes: 1 << 20, documents: documents, nesting: 64, expandedNodes: 100),
                pieceBytes: 55)
            let pieces = reader.pieces(of: file)
            #expect(pieces.count > 1)
            return pieces.allSatisfy { reader.readSound($0, of: file) { _ in } }
        }
        #expect(isSound(40))
        #expect(!isSound(19))
    }
}
