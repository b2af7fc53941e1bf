package import Model
package import Reconciling

/// Lays manifest files out anew without changing what they say.
///
/// The result is read again and compared, value by value and comment by comment; when anything differs, there is no
/// result but a finding.
package struct ManifestFormatter: Sendable {
    package enum Outcome: Sendable {
        case formatted([UInt8])
        /// The file can't be read, or could not be laid out safely: it must stay as it is.
        case refused([Diagnostic])
    }

    private let reader: YAMLNodeReader
    private let order: @Sendable (Node) -> KeyOrder

    /// - Parameter order: the order of keys in a document, given its root.
    package init(reader: YAMLNodeReader = YAMLNodeReader(), order: @escaping @Sendable (Node) -> KeyOrder) {
        self.reader = reader
        self.order = order
    }

    /// Formats one file; a file whose name ends in `.json` stays JSON, and so does JSON text from standard input.
    package func format(_ file: ManifestFile) -> Outcome {
        let (documents, findings) = reader.documents(in: file)
        guard findings.isEmpty else { return .refused(findings) }
        let isJSON = file.path.hasSuffix(".json")
        if isJSON || file.path == "-" {
            do throws(JSONReader.Failure) {
                return json(file, try JSONReader.read(file.bytes))
            } catch {
                if isJSON { return .refused([notJSON(file, error)]) }
            }
        }
        return yaml(file, documents)
    }

    private func json(_ file: ManifestFile, _ value: Value) -> Outcome {
        let result = Array(JSONLayout.write(file.bytes, by: order(Node(value))).utf8)
        guard (try? JSONReader.read(result)) == value else { return .refused([unsafe(file, "values")]) }
        return .formatted(result)
    }

    private func yaml(_ file: ManifestFile, _ documents: [Document]) -> Outcome {
        guard let stream = syntax(of: file.bytes) else { return .refused([unsafe(file, "the layout")]) }
        let comments = stream.comments
        var roots = documents.map(\.root)[...]
        for document in stream.documents where !document.root.isAbsent {
            if let root = roots.popFirst() { SyntaxOrder.arrange(document, by: order(root)) }
        }
        let result = Array(SyntaxWriter.write(stream).utf8)
        let (again, findings) = reader.documents(in: ManifestFile(path: file.path, bytes: result))
        guard findings.isEmpty, again.count == documents.count,
            zip(documents, again).allSatisfy({ $0.root.says(the: $1.root) })
        else { return .refused([unsafe(file, "values")]) }
        guard syntax(of: result)?.comments == comments else { return .refused([unsafe(file, "comments")]) }
        return .formatted(result)
    }

    private func syntax(of bytes: [UInt8]) -> SyntaxStream? {
        bytes.withUnsafeBufferPointer { bytes in
            let text = ManifestText(bytes).readable
            if let stream = try? SyntaxReader.read(text) { return stream }
            // Escaped surrogate pairs are not for libyaml; joined, they read the same.
            return SurrogatePairs(joining: text).flatMap { pairs in
                pairs.bytes.withUnsafeBufferPointer { try? SyntaxReader.read($0) }
            }
        }
    }

    private func unsafe(_ file: ManifestFile, _ what: String) -> Diagnostic {
        Diagnostic(
            .formatUnsafe, at: SourceLocation(file: file.path, at: .start),
            "the formatted file would not have the same \(what), so it was left as it is",
            hint: "format the file by hand, and report the case")
    }

    private func notJSON(_ file: ManifestFile, _ failure: JSONReader.Failure) -> Diagnostic {
        let before = file.bytes.prefix(failure.offset)
        let line = before.count { $0 == 0x0A } + 1
        let column =
            String(decoding: before.reversed().prefix { $0 != 0x0A }.reversed(), as: UTF8.self)
            .unicodeScalars.count + 1
        return Diagnostic(
            .notPlainJSON, at: SourceLocation(file: file.path, line: line, column: column),
            "this `.json` file is YAML, but not JSON: \(failure.reason)",
            hint: "correct it, or name the file `.yaml`", isSensitive: true)
    }
}

extension SyntaxStream {
    /// Every comment, sorted.
    fileprivate var comments: [String] {
        var collector = CommentCollector()
        for document in documents { collector.collect(document) }
        collector.collect(tail)
        return collector.comments.sorted()
    }
}

private struct CommentCollector {
    var comments: [String] = []

    mutating func collect(_ document: SyntaxDocument) {
        collect(document.prefix + document.head + document.tail)
        comments += document.directives
        comments += [document.startComment, document.endComment].compactMap { $0?.text }
        collect(document.root)
    }

    mutating func collect(_ lines: [TriviaLine]) {
        comments += lines.compactMap { $0.comment?.text }
    }

    private mutating func collect(_ node: SyntaxNode) {
        guard let collection = node.collection else { return }
        for member in collection.members {
            collect(member.leads + member.under.lines)
            comments += member.trailing.map(\.text)
            if let key = member.key { collect(key) }
            collect(member.value)
        }
        collect(collection.tail.lines)
        if let opening = collection.opening { comments.append(opening.text) }
    }
}

extension Node {
    /// Whether both hold the same, in whatever order the keys stand.
    fileprivate func says(the other: Node) -> Bool {
        guard isPlain == other.isPlain else { return false }
        switch (content, other.content) {
        case (.null, .null): return true
        case (.bool(let first), .bool(let second)): return first == second
        case (.int(let first), .int(let second)): return first == second
        case (.number(let first), .number(let second)): return first.bitPattern == second.bitPattern
        case (.string(let first), .string(let second)):
            return first.unicodeScalars.elementsEqual(second.unicodeScalars)
        case (.list(let first), .list(let second)):
            return first.count == second.count && zip(first, second).allSatisfy { $0.says(the: $1) }
        case (.map(let first), .map(let second)):
            let (left, right) = (first.sorted { $0.key < $1.key }, second.sorted { $0.key < $1.key })
            return left.count == right.count
                && zip(left, right).allSatisfy { $0.key == $1.key && $0.value.says(the: $1.value) }
        default: return false
        }
    }
}
