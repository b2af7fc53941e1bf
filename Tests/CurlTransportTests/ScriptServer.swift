import Foundation

/// A Python program that serves on a loopback port of its own until the test lets go of it.
///
/// The program prints its port on its first line, and ends when its standard input closes: also when the test crashes.
final class ScriptServer: Sendable {
    struct Failure: Error {
        let reason: String
    }

    let port: Int
    private let process = Process()
    private let input = Pipe()

    init(_ program: String, _ arguments: [String] = []) throws {
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-I", "-S", "-u", "-c", program] + arguments
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var line = ""
        while !line.hasSuffix("\n") {
            let byte = output.fileHandleForReading.readData(ofLength: 1)
            guard !byte.isEmpty else { throw Failure(reason: "the server ended before it printed its port") }
            line += String(decoding: byte, as: UTF8.self)
        }
        guard let port = Int(line.dropLast()) else { throw Failure(reason: "the server printed no port") }
        self.port = port
    }

    deinit {
        stop()
    }

    /// Ends the program and waits until it has: its own way first, so that it can end what it started.
    func stop() {
        try? input.fileHandleForWriting.close()
        process.awaitEnd()
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }
}

extension Process {
    /// Waits at most ten seconds.
    ///
    /// `waitUntilExit` runs the calling thread's run loop, and on a thread of Swift's pool that may wait for ever.
    func awaitEnd() {
        for _ in 1...5000 where isRunning { usleep(2000) }
    }
}

/// A folder that is gone with its owner.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "curl-transport-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Runs a program in the folder and fails when it does.
    func run(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.awaitEnd()
        guard process.terminationStatus == 0 else {
            throw ScriptServer.Failure(reason: "\(arguments.prefix(2)) ended with \(process.terminationStatus)")
        }
    }
}
