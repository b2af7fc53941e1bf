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

/// Turns the text of a manifest file into located nodes.
package protocol NodeReading: Sendable {
    /// Reads every document of the file.
    ///
    /// - Returns: The documents read and everything found wrong. An error in a finding means that the documents are
    ///   incomplete. A document that holds nothing is left out.
    func documents(in file: ManifestFile) -> (documents: [Document], findings: [Diagnostic])
}
