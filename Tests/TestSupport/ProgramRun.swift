package import Foundation

/// How a program ended and what it printed.
package struct ProgramRun: Sendable {
    /// The exit code; 128 and the signal's number when a signal ended it.
    package let exitCode: Int32
    package let stdout: String
    package let stderr: String

    /// Runs the built `reconcile` and waits for its end.
    ///
    /// - Throws: `ProgramFailure` when the program was not built or does not end in time.
    package static func reconcile(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, in folder: URL? = nil,
        within limit: Duration = .seconds(60)
    ) async throws -> ProgramRun {
        try await start(arguments, environment: environment, input: input, in: folder).finish(within: limit)
    }

    /// Starts the built `reconcile` and does not wait.
    package static func start(
        _ arguments: [String], environment: [String: String] = [:], input: String? = nil, in folder: URL? = nil
    ) throws -> RunningProgram {
        try RunningProgram(
            try executable(), arguments, environment: environment, input: input, in: folder)
    }

    /// Runs any program by its path, or by its name on the `PATH`.
    package static func command(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        in folder: URL? = nil, within limit: Duration = .seconds(60)
    ) async throws -> ProgramRun {
        let running =
            name.contains("/")
            ? try RunningProgram(
                URL(filePath: name), arguments, environment: environment, input: input, in: folder)
            : try RunningProgram(
                URL(filePath: "/usr/bin/env"), [name] + arguments, environment: environment, input: input, in: folder)
        return try await running.finish(within: limit)
    }

    /// The program beside the test bundle; `RECONCILE_PROGRAM` names another one.
    package static func executable() throws -> URL {
        if let path = ProcessInfo.processInfo.environment["RECONCILE_PROGRAM"] { return URL(filePath: path) }
        return try executable("reconcile")
    }

    /// A product of the package, beside the test bundle.
    package static func executable(_ name: String) throws -> URL {
        let bundle = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        let started = URL(filePath: CommandLine.arguments.first ?? "")
        for folder in [bundle, started].map({ $0.deletingLastPathComponent() }) {
            let program = folder.appending(path: name)
            if FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false)) { return program }
        }
        throw ProgramFailure(description: "no `\(name)` beside \(started.path()); run `swift build` first")
    }
}
