package import Foundation

/// A folder of its own for a test, removed when the test is done with it.
package struct TemporaryFolder: Sendable {
    package let url: URL

    package var path: String { url.path(percentEncoded: false) }

    /// Runs `body` with a new empty folder and removes it afterwards, whatever happened.
    package static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (TemporaryFolder) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        return try await body(folder)
    }

    /// A new empty folder that the caller removes.
    package init() throws {
        url = FileManager.default.temporaryDirectory.appending(path: "reconcile-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    package func remove() {
        try? FileManager.default.removeItem(at: url)
    }

    package func remove(_ name: String) throws {
        try FileManager.default.removeItem(at: url.appending(path: name))
    }

    /// Writes a text file, and the folders above it.
    ///
    /// - Returns: The file's absolute path.
    @discardableResult
    package func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
    }

    /// Writes a file of any bytes, and the folders above it.
    @discardableResult
    package func write(_ bytes: Data, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        // Whole or not at all: a program under test may look at any moment.
        try bytes.write(to: file, options: .atomic)
        return file.path(percentEncoded: false)
    }

    package func read(_ name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }
}
