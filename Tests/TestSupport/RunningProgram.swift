package import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A program under way. Its output goes to files, so that it can't block on a full pipe.
package final class RunningProgram: Sendable {
    private let process: Process
    private let output: TemporaryFolder

    /// Starts a program.
    ///
    /// It gets `PATH`, `HOME` and `environment`, and nothing else of the test's own environment.
    package init(
        _ executable: URL, _ arguments: [String], environment: [String: String] = [:], input: String? = nil,
        in folder: URL? = nil
    ) throws {
        output = try TemporaryFolder()
        process = Process()
        process.executableURL = executable
        process.arguments = arguments
        let own = ProcessInfo.processInfo.environment
        process.environment = own.filter { ["PATH", "HOME", "TMPDIR"].contains($0.key) }
            .merging(environment) { $1 }
        if let folder { process.currentDirectoryURL = folder }
        let inputHandle = try Self.inputHandle(input, in: output)
        let outputHandles = try [Self.outputHandle("stdout", in: output), Self.outputHandle("stderr", in: output)]
        process.standardInput = inputHandle
        process.standardOutput = outputHandles[0]
        process.standardError = outputHandles[1]
        // The program has its own; a `Process` keeps these, and hundreds of programs later it can't start another.
        defer { for handle in outputHandles + (input == nil ? [] : [inputHandle]) { try? handle.close() } }
        do {
            try process.run()
        } catch {
            output.remove()
            throw error
        }
    }

    deinit {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
        output.remove()
    }

    package var processIdentifier: Int32 { process.processIdentifier }
    package var isRunning: Bool { process.isRunning }
    /// What it wrote to standard output so far.
    package var stdout: String { (try? output.read("stdout")) ?? "" }
    /// What it wrote to standard error so far.
    package var stderr: String { (try? output.read("stderr")) ?? "" }

    /// Asks it to end, as a service manager does.
    package func terminate() { signal(SIGTERM) }

    /// Ends it at once; it gets no chance to clean up.
    package func kill() { signal(SIGKILL) }

    package func signal(_ number: Int32) {
        if process.isRunning { Glibc.kill(process.processIdentifier, number) }
    }

    /// Waits until `condition` gives a value.
    ///
    /// - Throws: `ProgramFailure` when the program ends first or the time is up.
    package func wait<Found: Sendable>(
        for what: String, within limit: Duration = .seconds(30), _ condition: @Sendable (RunningProgram) -> Found?
    ) async throws -> Found {
        let end = ContinuousClock.now + limit
        while true {
            if let found = condition(self) { return found }
            guard process.isRunning else { throw failure("it ended before \(what)") }
            guard ContinuousClock.now < end else { throw failure("no \(what) within \(limit)") }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// Waits for its end; kills it when the time is up.
    package func finish(within limit: Duration = .seconds(60)) async throws -> ProgramRun {
        let end = ContinuousClock.now + limit
        while process.isRunning {
            guard ContinuousClock.now < end else {
                kill()
                throw failure("it did not end within \(limit)")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        return ProgramRun(
            exitCode: isSignal ? 128 + process.terminationStatus : process.terminationStatus, stdout: stdout,
            stderr: stderr)
    }

    private func failure(_ reason: String) -> ProgramFailure {
        ProgramFailure(
            description: "\(process.executableURL?.lastPathComponent ?? "program"): \(reason)\n\(stdout)\n\(stderr)")
    }

    private static func inputHandle(_ text: String?, in folder: TemporaryFolder) throws -> FileHandle {
        guard let text else { return FileHandle.nullDevice }
        return try FileHandle(forReadingFrom: URL(filePath: folder.write(text, to: "stdin")))
    }

    private static func outputHandle(_ name: String, in folder: TemporaryFolder) throws -> FileHandle {
        try FileHandle(forWritingTo: URL(filePath: folder.write("", to: name)))
    }
}

/// A program did not do what a test waited for. Shows what it printed.
package struct ProgramFailure: Error, CustomStringConvertible {
    package let description: String
}
