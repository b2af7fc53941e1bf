import Model

/// A diagnostic in the making: its path grows from the inside while the reader leaves lists and maps.
struct Finding {
    let code: DiagnosticCode
    let position: Position
    let message: String
    let hint: String?
    /// Innermost first.
    var reversedPath: [FieldPath.Component] = []

    init(_ code: DiagnosticCode, at position: Position, _ message: String, hint: String? = nil) {
        self.code = code
        self.position = position
        self.message = message
        self.hint = hint
    }

    func diagnostic(file: String, isSensitive: Bool) -> Diagnostic {
        Diagnostic(
            code, at: SourceLocation(file: file, at: position),
            path: reversedPath.isEmpty ? nil : FieldPath(reversedPath.reversed()), message, hint: hint,
            isSensitive: isSensitive)
    }
}
