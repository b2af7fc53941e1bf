import Foundation
import Laws
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

struct ManifestLoaderTests {
    private func load(_ files: [ManifestFile], pieceBytes: Int, tasks: Int) async -> [String] {
        let loaded = await ManifestLoader(
            reader: YAMLNodeReader(pieceBytes: pieceBytes), variables: VariableSubstitution(["NAME": "value"]),
            catalogue: ToyCatalogue.value, parallelism: tasks
        ).load(files)
        return loaded.manifests.map { "\($0.resource) \($0.references) \($0.attributeUses)" }
            + loaded.broken.map { "\($0)" } + loaded.findings.findings.map { "\($0)" }
    }

    /// `RECONCILE_PROPERTY_CASES` and `RECONCILE_PROPERTY_SEED` repeat a run.
    @Test func `files cut into pieces and read by many tasks say what whole files read in turn say`() async {
        let environment = ProcessInfo.processInfo.environment
        let cases = environment["RECONCILE_PROPERTY_CASES"].flatMap(Int.init) ?? 3000
        let seed = environment["RECONCILE_PROPERTY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)
        print("loader: \(cases) cases, seed \(seed)")
        var made = RandomManifests(seed: seed)
        var style = RandomStyle(seed: seed ^ 1)
        var random = SeededRandom(seed: seed ^ 2)
        var clean = 0
        for number in 0..<cases {
            var files: [ManifestFile] = []
            for (index, text) in style.files(of: made.next() + made.next()).enumerated() {
                var bytes = Array(text.utf8)
                // One file in three has a byte changed somewhere: findings must stay what they are, too.
                if Int.random(in: 0..<3, using: &random) == 0, !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = Array("x:-'[]{}\n\t$&*\u{7}".utf8)
                        .randomElement(using: &random)!
                }
                files.append(ManifestFile(path: "m\(index).yaml", bytes: bytes))
            }
            let whole = await load(files, pieceBytes: .max, tasks: 1)
            let cut = await load(files, pieceBytes: Int.random(in: 1...400, using: &random), tasks: 3)
            #expect(cut == whole, "seed \(seed), case \(number)")
            guard cut == whole else { return }
            clean += whole.contains { $0.hasPrefix("Diagnostic") } ? 0 : 1
        }
        #expect(clean > cases / 10 && clean < cases * 9 / 10, "\(clean) clean, seed \(seed)")
    }

    @Test func `progress tells how much of the bytes was read`() async {
        let progress = LoadingProgress()
        #expect(progress.inWords == nil)
        let loader = ManifestLoader(
            reader: YAMLNodeReader(pieceBytes: 10), variables: VariableSubstitution(), catalogue: ToyCatalogue.value,
            parallelism: 2, progress: progress)
        _ = await loader.load([
            ManifestFile(path: "a", bytes: Array("a: 1\n---\nb: 2\n---\nc: 3\n".utf8)),
            ManifestFile(path: "b", bytes: Array("d: 4\n".utf8)),
        ])
        #expect(progress.inWords == "100 % of the manifests read, 4 documents")
    }
}
