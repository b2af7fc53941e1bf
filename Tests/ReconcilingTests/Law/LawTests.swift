import Foundation
import Laws
import Testing

/// The laws in a debug build, with few cases; `make laws` tries a hundred thousand of each.
struct LawTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["RECONCILE_PROPERTY_CASES"].flatMap(Int.init) ?? 700
    private static let seed = environment["RECONCILE_PROPERTY_SEED"].flatMap(UInt64.init) ?? .random(in: 0 ... .max)

    @Test(arguments: Law.all.map(\.name)) func `a law holds for random states and manifests`(name: String) async throws
    {
        let law = try #require(Law.all.first { $0.name == name })
        print("law \(name): \(Self.cases) cases, seed \(Self.seed)")
        let broken = await LawRun(law, seed: Self.seed, cases: Self.cases).run()
        #expect(broken.isEmpty)
    }
}
