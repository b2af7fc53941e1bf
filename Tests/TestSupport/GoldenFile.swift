import Foundation

/// Compares a text with the committed file that says what it must be.
package enum GoldenFile {
    /// The text is not what the committed file says.
    package struct Mismatch: Error, CustomStringConvertible {
        package let description: String
    }

    /// Expects `text` to equal the file at `path`, counted from the repository's root.
    ///
    /// With `RECONCILE_UPDATE_GOLDEN=1` the file is rewritten instead; `make golden` does that.
    /// - Throws: `Mismatch` with the lines that differ.
    package static func expect(_ text: String, at path: String) throws {
        let url = Repository.url(path)
        let committed = try? String(contentsOf: url, encoding: .utf8)
        if committed == text { return }
        if ProcessInfo.processInfo.environment["RECONCILE_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: url, atomically: true, encoding: .utf8)
            return
        }
        guard let committed else {
            throw Mismatch(description: "\(path) does not exist; `make golden` writes it")
        }
        throw Mismatch(
            description: """
                \(path) says something else; if the new text is meant, run `make golden` and read the diff
                \(difference(from: committed, to: text))
                """)
    }

    /// The changed lines with their numbers, `-` for the committed text and `+` for the new one; at most 40.
    static func difference(from old: String, to new: String) -> String {
        let lines = { (text: String) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }
        let changes = lines(new).difference(from: lines(old)).map { change in
            switch change {
            case .remove(let offset, let line, _): (offset: offset, order: 0, text: "-\(offset + 1): \(line)")
            case .insert(let offset, let line, _): (offset: offset, order: 1, text: "+\(offset + 1): \(line)")
            }
        }
        let sorted = changes.sorted { ($0.offset, $0.order) < ($1.offset, $1.order) }.map(\.text)
        return (sorted.prefix(40) + (sorted.count > 40 ? ["… and \(sorted.count - 40) lines more"] : []))
            .joined(separator: "\n")
    }
}
