package import Foundation

/// The checkout that the tests were built from.
package enum Repository {
    /// The folder that holds the package manifest, found from this file's own place.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// A file or folder of the checkout, by its path from the root.
    package static func url(_ path: String) -> URL {
        root.appending(path: path)
    }

    /// Reads a text file of the checkout.
    package static func text(_ path: String) throws -> String {
        try String(contentsOf: url(path), encoding: .utf8)
    }
}
