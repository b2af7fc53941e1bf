import Foundation
import Simulation

/// Plays seeds by hand: `simulate [--seeds N] [--from SEED] [--threads N] [--most-failures N] [--trace]`.
@main
struct Simulate {
    static func main() async {
        var arguments = Arguments()
        guard arguments.read(Array(CommandLine.arguments.dropFirst())) else {
            say(
                "usage: simulate [--seeds N] [--from SEED] [--threads N] [--most-failures N] [--trace]",
                to: .standardError)
            exit(64)
        }
        let start = ContinuousClock.now
        let totals = await SeedRun(
            seeds: arguments.from..<arguments.from + arguments.seeds, threads: arguments.threads,
            mostFailures: arguments.mostFailures,
            progress: { [arguments] count, failure in
                if let failure { say(text(of: failure, withTrace: arguments.showsTrace)) }
                if count % 20_000 == 0 { say("\(count) seeds", to: .standardError) }
            }
        ).run()
        let seconds = Double((ContinuousClock.now - start) / .milliseconds(1)) / 1000
        say("seeds \(totals.seeds), from \(arguments.from)")
        say("seconds \(seconds), seeds a second \(Int(Double(totals.seeds) / max(seconds, 0.001)))")
        say("hash \(String(totals.hash, radix: 16))")
        for (fault, count) in totals.faults.sorted(by: { $0.key < $1.key }) { say("played \(count) \(fault)") }
        say("failures \(totals.failures.count)")
        exit(totals.failures.isEmpty ? 0 : 1)
    }

    private static func text(of failure: SeedRun.Failure, withTrace: Bool) -> String {
        "seed \(failure.seed) breaks:\n" + failure.problems.map { "  \($0)\n" }.joined()
            + (withTrace ? failure.trace : "  RECONCILE_SEED=\(failure.seed) repeats it")
    }

    private static func say(_ line: String, to file: FileHandle = .standardOutput) {
        file.write(Data((line + "\n").utf8))
    }
}

/// What the command line asks for.
struct Arguments {
    var seeds: UInt64 = 10_000
    var from: UInt64 = 1
    var threads = ProcessInfo.processInfo.activeProcessorCount
    var mostFailures = 5
    var showsTrace = false

    /// Tells whether the words were understood.
    mutating func read(_ words: [String]) -> Bool {
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--trace" {
                showsTrace = true
                continue
            }
            guard let text = rest.popFirst(), let number = UInt64(text) else { return false }
            switch word {
            case "--seeds": seeds = number
            case "--from": from = number
            case "--threads": threads = Int(number)
            case "--most-failures": mostFailures = Int(number)
            default: return false
            }
        }
        return true
    }
}
