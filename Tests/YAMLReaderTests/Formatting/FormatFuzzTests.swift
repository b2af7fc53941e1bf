import Foundation
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct FormatFuzzTests {
    /// Sound texts that use what the formatter has to keep.
    static let corpus = [
        "apiVersion: v\nspec:\n  z: 1\n  # lead\n  type: toy # t\n  settings:\n  - a\n  - b: |+\n      x\n\n    c: 2\nmetadata:\n  labels: {a: b}\n  name: x\nkind: OutboundConnector\n",
        "kind: Connection\nspec: &s\n  oidc: # c\n    # d\n    clientId: x\n    issuer: &i y\n  enabled: true\nmetadata:\n  name: n # u\n          # v\n  protect: *i\n",
        "a:\n  - - b: 1\n      # x\n      c: [1, # y\n        2]\n  -\n    # z\n    d: >2-\n         e\n       f\n# g\n...\n# h\n---\n? k\n: v\n",
        "m: {a: 1, b: [x: y, z], c: {d}, \"e\":f}\nn: 'x\n\n  y'\no: \"a \\\n   b\\ \n  c\"\np: a\n  b\n\n  c\n",
    ]

    /// `RECONCILE_FUZZ_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which.
    @Test func `whatever is sound YAML is formatted once and for all, or refused`() {
        let environment = ProcessInfo.processInfo.environment
        let inputs = (environment["RECONCILE_FUZZ_INPUTS"].flatMap(Int.init) ?? 200_000) / 2
        let seed = environment["RECONCILE_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        var mutation = YAMLMutation(seed: seed, corpus: YAMLMutation.corpus + Self.corpus + Self.corpus)
        let formatter = ManifestFormatter { ToyCatalogue.value.keyOrder(of: $0) }
        var (formatted, refused) = (0, 0)
        for number in 0..<inputs {
            let bytes = mutation.next()
            switch formatter.format(ManifestFile(path: "f", bytes: bytes)) {
            case .refused(let findings):
                refused += findings.contains { $0.code == .formatUnsafe } ? 1 : 0
            case .formatted(let once):
                formatted += 1
                guard case .formatted(let twice) = formatter.format(ManifestFile(path: "f", bytes: once)), twice == once
                else {
                    Issue.record(
                        "seed \(seed), input \(number) changes again: \(String(decoding: bytes, as: UTF8.self))")
                    return
                }
            }
        }
        print("format fuzz: \(inputs) inputs, seed \(seed), \(formatted) formatted, \(refused) refused as unsafe")
        #expect(formatted > inputs / 20, "seed \(seed)")
        // What is refused is text like `[1, -]`, which libyaml reads and other parsers do not.
        #expect(refused * 500 < formatted, "seed \(seed)")
    }
}
