package import Foundation

/// The Python environment with the servers that we did not write; `make test` prepares it.
package enum PeerVenv {
    /// A missing peer fails the test: a skipped one would prove nothing.
    package struct Missing: Error, CustomStringConvertible {
        package let description: String
    }

    package static var folder: URL {
        ProcessInfo.processInfo.environment["RECONCILE_PEERS"].map { URL(filePath: $0) }
            ?? Repository.url(".build/peers")
    }

    /// A program of the environment, such as `scim2-server` or `python`; `canaille/bin/python` of the other one.
    package static func program(_ name: String) throws -> URL {
        let program = folder.appending(path: name.contains("/") ? name : "bin/\(name)")
        guard FileManager.default.isExecutableFile(atPath: program.path(percentEncoded: false)) else {
            throw Missing(
                description: "`\(name)` is not in \(folder.path()); run `make test`, or `make peers` to install it")
        }
        return program
    }

    /// A file that a library of the environment ships, by its path from `site-packages`.
    package static func file(_ path: String) throws -> URL {
        let libraries = folder.appending(path: "lib")
        let versions =
            (try? FileManager.default.contentsOfDirectory(atPath: libraries.path(percentEncoded: false))) ?? []
        for version in versions {
            let file = libraries.appending(path: "\(version)/site-packages/\(path)")
            if FileManager.default.fileExists(atPath: file.path(percentEncoded: false)) { return file }
        }
        throw Missing(
            description: "`\(path)` is not in \(folder.path()); run `make test`, or `make peers` to install it")
    }
}

/// A server that we did not write, on a free port of loopback.
package enum PeerProcess {
    /// Starts a server, waits until it answers, runs `body`, and stops the server whatever happened.
    ///
    /// - Parameter arguments: Its arguments, given the port.
    package static func with<Result>(
        _ name: String, arguments: (Int) -> [String], environment: [String: String] = [:], in folder: URL? = nil,
        isolation: isolated (any Actor)? = #isolation, _ body: (Int, RunningProgram) async throws -> Result
    ) async throws -> Result {
        let port = try FreePort.next()
        let server = try RunningProgram(
            try PeerVenv.program(name), arguments(port), environment: environment, in: folder)
        defer { server.kill() }
        try await server.wait(for: "answer on port \(port)") { _ in
            FreePort.answersHTTP(port: port) ? () : nil
        }
        return try await body(port, server)
    }

    /// The SCIM 2.0 server: base address `http://127.0.0.1:PORT/v2`.
    package static func withSCIMServer<Result>(
        token: String = "secret", isolation: isolated (any Actor)? = #isolation,
        _ body: (Int, RunningProgram) async throws -> Result
    ) async throws -> Result {
        try await with("scim2-server", arguments: { ["--port", "\($0)", "--bearer-token", token] }, body)
    }
}
