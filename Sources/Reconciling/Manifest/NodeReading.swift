package import Model

/// The bytes of one manifest file.
package struct ManifestFile: Sendable {
    /// The path as given, or `-` for standard input.
    package let path: String
    package let bytes: [UInt8]

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }
}

/// A part of a manifest file that holds whole documents.
package struct ManifestPiece: Sendable {
    package let bytes: Range<Int>
    /// The file's line in which the piece begins, from 1.
    package let firstLine: UInt32
    /// More documents than these are not read from the piece alone.
    package let mostDocuments: Int

    package init(bytes: Range<Int>, firstLine: UInt32, mostDocuments: Int) {
        self.bytes = bytes
        self.firstLine = firstLine
        self.mostDocuments = mostDocuments
    }
}

/// Turns the text of a manifest file into located nodes.
package protocol NodeReading: Sendable {
    /// Reads every document of the file.
    ///
    /// - Returns: The documents read and everything found wrong. An error in a finding means that the documents are
    ///   incomplete. A document that holds nothing is left out.
    func documents(in file: ManifestFile) -> (documents: [Document], findings: [Diagnostic])

    /// Pieces of the file that can be read by themselves; together they are the file, in order.
    func pieces(of file: ManifestFile) -> [ManifestPiece]

    /// Reads the documents of a piece, one after the other, as `documents(in:)` would.
    ///
    /// - Returns: `false` when anything is wrong or in doubt: then what `each` got counts for nothing, and
    ///   `documents(in:)` says what there is to say of the file.
    func readSound(_ piece: ManifestPiece, of file: ManifestFile, each: (Document) -> Void) -> Bool
}
