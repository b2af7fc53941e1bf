import Foundation
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct FuzzTests {
    /// `RECONCILE_FUZZ_INPUTS` and `RECONCILE_FUZZ_SEED` say how many inputs and which; two shares run side by side.
    @Test(arguments: [UInt64(0), 1])
    func `mutated manifests neither crash the reader nor hang it nor fill the memory`(share: UInt64) {
        let environment = ProcessInfo.processInfo.environment
        let inputs = (environment["RECONCILE_FUZZ_INPUTS"].flatMap(Int.init) ?? 200_000) / 2
        let seed = environment["RECONCILE_FUZZ_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        var mutation = YAMLMutation(seed: seed ^ share)
        let reader = YAMLNodeReader()
        let clock = ContinuousClock()
        let start = clock.now
        let memoryBefore = residentBytes()
        var slowest = Duration.zero
        var refused = 0
        for number in 0..<inputs {
            let bytes = mutation.next()
            let begin = clock.now
            let (documents, findings) = reader.documents(in: ManifestFile(path: "f", bytes: bytes))
            let elapsed = clock.now - begin
            slowest = max(slowest, elapsed)
            if !findings.isEmpty { refused += 1 }
            if let complaint = complaint(bytes, documents, findings)
                ?? (elapsed > .seconds(5) ? "took \(elapsed)" : nil)
            {
                Issue.record("seed \(seed), share \(share), input \(number), \(complaint): \(bytes)")
                return
            }
        }
        let growth = residentBytes() - memoryBefore
        // Wide, since the tests beside this one share the process; a leak of 512 bytes an input would still show.
        #expect(growth < 256 << 20, "seed \(seed)")
        print(
            "fuzz: \(inputs) inputs, seed \(seed), \(refused) with findings, slowest \(slowest),",
            "grew \(growth >> 10) KiB, took \(clock.now - start)")
    }

    /// What the reader must never do: point outside the file, or be silent about what it left out.
    private func complaint(_ bytes: [UInt8], _ documents: [Document], _ findings: [Diagnostic]) -> String? {
        let lines = 1 + bytes.count
        for finding in findings {
            guard let location = finding.location, (1...lines).contains(location.line),
                (1...bytes.count + 1).contains(location.column)
            else { return "a finding is outside of the file" }
        }
        if String(validating: bytes, as: UTF8.self) == nil, findings.isEmpty { return "not UTF-8 but no finding" }
        return nil
    }

    private func residentBytes() -> Int {
        guard let text = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8) else { return 0 }
        let fields = text.split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
    }
}
