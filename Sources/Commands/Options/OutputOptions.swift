import ArgumentParser
import FoundationEssentials

extension Console.Colour: ExpressibleByArgument {}

/// How much is printed, and in colour or not.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("color"), help: "Colour: auto, always or never. NO_COLOR and CLICOLOR_FORCE count too.")
    var colour: Console.Colour = .auto

    @Flag(name: [.customShort("q"), .long], help: "Print results and errors only.")
    var quiet = false

    @Flag(name: [.customShort("v"), .long], help: "Print more detail.")
    var verbose = false

    var console: Console {
        Console(
            colour: colour, volume: quiet ? .quiet : verbose ? .verbose : .usual,
            environment: ProcessInfo.processInfo.environment)
    }
}

/// The form of a result.
enum OutputForm: String, ExpressibleByArgument, CaseIterable, Sendable {
    case table
    case yaml
    case json
}
