import Foundation
import Laws
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct KernelFuzzTests {
    /// `RECONCILE_FUZZ_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which.
    @Test func `mutated manifests become a resource or findings, soon and without a crash`() {
        let environment = ProcessInfo.processInfo.environment
        let inputs = environment["RECONCILE_FUZZ_INPUTS"].flatMap(Int.init) ?? 50_000
        let seed = environment["RECONCILE_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        var made = RandomManifests(seed: seed)
        var style = RandomStyle(seed: seed ^ 1)
        let corpus = (0..<50).flatMap { _ in made.next() }.flatMap { style.files(of: [$0]) }.filter { $0.count > 20 }
        var mutation = YAMLMutation(seed: seed, corpus: corpus + YAMLMutation.corpus)
        let reader = YAMLNodeReader()
        let clock = ContinuousClock()
        var complete = 0
        var broken = 0
        for number in 0..<inputs {
            let bytes = mutation.next()
            let begin = clock.now
            for document in reader.documents(in: ManifestFile(path: "f", bytes: bytes)).documents {
                let reading = Manifest.read(document, catalogue: ToyCatalogue.value)
                switch reading.outcome {
                case .complete: complete += 1
                case .broken where !reading.findings.isEmpty: broken += 1
                case .broken: Issue.record("seed \(seed), input \(number): refused without a finding: \(bytes)")
                }
            }
            let elapsed = clock.now - begin
            if elapsed > .seconds(5) { Issue.record("seed \(seed), input \(number) took \(elapsed): \(bytes)") }
        }
        print("kernel fuzz: \(inputs) inputs, seed \(seed), \(complete) complete, \(broken) broken")
        // Both outcomes must be common, or the inputs prove nothing.
        #expect(complete > inputs / 100 && broken > inputs / 100, "seed \(seed)")
    }
}
