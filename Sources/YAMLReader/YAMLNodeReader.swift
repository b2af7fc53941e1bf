import CLibYAML
package import Model
package import Reconciling

/// Reads manifest files with libyaml's event parser. JSON is read too, being YAML.
///
/// A malformed document ends the reading of its file; the documents before it are still returned. Any other finding
/// leaves the rest of the file readable. What can't be read stands as `null` in the tree, so that later stages can
/// go on finding problems. No message quotes a scalar's content.
package struct YAMLNodeReader: NodeReading {
    let limits: YAMLLimits
    let ignoredTagPrefix: String?
    /// Bytes from which on a file is cut into pieces.
    let pieceBytes: Int

    /// - Parameter ignoredTagPrefix: Tags that begin so are taken for no tag: the classes of a program that wrote the
    ///   file. A leading `!!` is `tag:yaml.org,2002:`.
    package init(
        limits: YAMLLimits = .standard, ignoredTagPrefix: String? = nil, pieceBytes: Int = 128 << 10
    ) {
        self.limits = limits
        self.ignoredTagPrefix = ignoredTagPrefix
        self.pieceBytes = max(1, pieceBytes)
    }

    package func documents(in file: ManifestFile) -> (documents: [Document], findings: [Diagnostic]) {
        guard file.bytes.count <= limits.fileBytes else {
            let finding = Finding(
                .tooLarge, at: .start, "the file holds more than \(limits.fileBytes) bytes", hint: "split it")
            return ([], [finding.diagnostic(file: file.path, isSensitive: false)])
        }
        return file.bytes.withUnsafeBufferPointer { bytes in
            let text = ManifestText(bytes)
            let (documents, findings) = documents(of: text, in: file.path)
            return (documents, diagnostics(findings, of: text, in: file.path))
        }
    }

    private func diagnostics(_ findings: [Finding], of text: ManifestText, in path: String) -> [Diagnostic] {
        // Looking at a line costs a walk from the start of the file; past a screenful, lines are just not shown.
        let walks = 100
        let all = findings + (text.problem.map { [$0] } ?? [])
        return all.enumerated().map { index, finding in
            finding.diagnostic(
                file: path, isSensitive: index >= walks || text.mayHoldSecret(line: finding.position.line))
        }
    }

    private func documents(of text: ManifestText, in path: String) -> ([Document], [Finding]) {
        guard !text.readable.isEmpty else { return ([], []) }
        let first = documents(of: text, readFrom: text.readable, joined: nil, in: path)
        guard first.isEscapeRefused, let pairs = SurrogatePairs(joining: text.readable) else { return first.result }
        return pairs.bytes.withUnsafeBufferPointer {
            documents(of: text, readFrom: $0, joined: pairs, in: path).result
        }
    }

    private func documents(
        of text: ManifestText, readFrom source: UnsafeBufferPointer<UInt8>, joined pairs: SurrogatePairs?,
        in path: String
    ) -> (result: ([Document], [Finding]), isEscapeRefused: Bool) {
        guard
            let events = EventReader(source, joined: pairs, firstLine: 1, ignoredTagPrefix: ignoredTagPrefix)
        else {
            return (([], [Finding(.malformedYAML, at: .start, "not enough memory for the YAML parser")]), false)
        }
        var builder = DocumentBuilder(events, limits: limits)
        var documents: [Document] = []
        var isEscapeRefused = false
        do {
            try read(&builder, in: path, into: &documents)
        } catch {
            let problem = builder.events.problem
            isEscapeRefused = error == .malformed && problem.isEscapeRefused
            // Where the text was cut the parser finds it unfinished, which is no finding of its own.
            if error == .malformed, text.problem == nil { builder.report(problem.finding(in: text)) }
        }
        // The document in which the text was cut is incomplete, even where it looks whole.
        if text.problem != nil, builder.isOpenEnded { documents.removeLast() }
        return ((documents, builder.findings), isEscapeRefused)
    }

    private func read(
        _ builder: inout DocumentBuilder, in path: String, into documents: inout [Document]
    ) throws(EventReader.Stop) {
        var count = 0
        try builder.events.advance()
        while true {
            try builder.events.advance()
            guard builder.events.kind == YAML_DOCUMENT_START_EVENT else { return }
            count += 1
            guard count <= limits.documents else {
                builder.report(
                    Finding(
                        .tooLarge, at: builder.events.position,
                        "the file holds more than \(limits.documents) documents", hint: "split it"))
                throw .reported
            }
            if let root = try builder.document() { documents.append(Document(file: path, root: root)) }
        }
    }
}
