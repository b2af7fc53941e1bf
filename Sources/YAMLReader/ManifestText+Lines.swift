import Model

extension ManifestText {
    /// The place that libyaml told, or the end of the text when that is nearer, and the byte there.
    ///
    /// libyaml puts the end of a file without a last line break on a line of its own.
    func place(near position: Position) -> (position: Position, byte: UInt8?) {
        var cursor = TextCursor(readable)
        while !cursor.isAtEnd, (cursor.position.line, cursor.position.column) < (position.line, position.column) {
            cursor.advance()
        }
        return (cursor.position, cursor.isAtEnd ? nil : readable[cursor.offset])
    }

    /// Whether the line's words hint at a secret, which then must not be shown with a finding.
    ///
    /// Nothing is known of fields yet while text is read, so this goes by the words that such fields have.
    func mayHoldSecret(line: UInt32) -> Bool {
        var cursor = TextCursor(readable)
        while !cursor.isAtEnd, cursor.position.line < line { cursor.advance() }
        let start = cursor.offset
        while !cursor.isAtEnd, cursor.position.line == line { cursor.advance() }
        let words = String(decoding: readable[start..<cursor.offset], as: UTF8.self).lowercased()
        return ["secret", "password", "passwd", "token", "credential", "key", "bearer"].contains { words.contains($0) }
    }
}
