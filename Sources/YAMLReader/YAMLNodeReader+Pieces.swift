import CLibYAML
package import Model
package import Reconciling

extension YAMLNodeReader {
    package func pieces(of file: ManifestFile) -> [ManifestPiece] {
        let cuts = file.bytes.withUnsafeBufferPointer { DocumentCuts($0, size: pieceBytes).pieces }
        // Each piece gets its share of what a file may hold, so that together they hold no more.
        let share = limits.documents / max(1, cuts.count)
        return cuts.map { ManifestPiece(bytes: $0.range, firstLine: $0.firstLine, mostDocuments: share) }
    }

    package func readSound(
        _ piece: ManifestPiece, of file: ManifestFile, each: (Document) -> Void
    ) -> Bool {
        guard file.bytes.count <= limits.fileBytes else { return false }
        return file.bytes.withUnsafeBufferPointer { bytes in
            let text = ManifestText(UnsafeBufferPointer(rebasing: bytes[piece.bytes]))
            guard text.problem == nil else { return false }
            guard !text.readable.isEmpty else { return true }
            guard
                let events = EventReader(
                    text.readable, joined: nil, firstLine: piece.firstLine, ignoredTagPrefix: ignoredTagPrefix)
            else { return false }
            var builder = DocumentBuilder(events, limits: limits)
            do throws(EventReader.Stop) {
                return try readSound(&builder, piece, in: file.path, each)
            } catch {
                return false
            }
        }
    }

    private func readSound(
        _ builder: inout DocumentBuilder, _ piece: ManifestPiece, in path: String, _ each: (Document) -> Void
    ) throws(EventReader.Stop) -> Bool {
        var count = 0
        try builder.events.advance()
        while builder.findings.isEmpty {
            try builder.events.advance()
            guard builder.events.kind == YAML_DOCUMENT_START_EVENT else { return true }
            count += 1
            guard count <= piece.mostDocuments else { return false }
            if let root = try builder.document(), builder.findings.isEmpty {
                each(Document(file: path, root: root))
            }
        }
        return false
    }
}
