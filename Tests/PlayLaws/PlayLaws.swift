import Foundation
import Laws

/// Tries the laws of planning, applying, going back and of proofs: `laws [--cases N] [--seed S] [--law NAME]`.
@main
struct PlayLaws {
    static func main() async {
        var cases = 100_000
        var seed = UInt64.random(in: 0 ... .max)
        var name: String?
        var words = CommandLine.arguments.dropFirst()
        while let word = words.popFirst() {
            switch (word, words.popFirst()) {
            case ("--cases", let text?): cases = Int(text) ?? cases
            case ("--seed", let text?): seed = UInt64(text) ?? seed
            case ("--law", let text?): name = text
            default:
                FileHandle.standardError.write(
                    Data("usage: laws [--cases N] [--seed S] [--law planning|saved-plan|rollback|forgery]\n".utf8))
                exit(64)
            }
        }
        var broken = 0
        for law in Law.all where name == nil || name == law.name {
            let start = ContinuousClock.now
            let run = LawRun(law, seed: seed, cases: cases)
            let failures = await run.run()
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            print(
                "\(law.name): \(run.tries * law.casesPerTry) cases, seed \(seed), \(Int(seconds)) s, broken \(failures.count)"
            )
            for failure in failures { print("  \(failure)") }
            broken += failures.count
        }
        exit(broken == 0 ? 0 : 1)
    }
}
