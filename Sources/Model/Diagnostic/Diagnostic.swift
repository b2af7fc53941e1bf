/// Where in which file something was written.
package struct SourceLocation: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package init(file: String, at position: Position) {
        self.init(file: file, line: Int(position.line), column: Int(position.column))
    }

    package var description: String { "\(file):\(line):\(column)" }
}

/// One finding: what is wrong, where, and what to do.
///
/// Its texts never hold the value of a sensitive field.
package struct Diagnostic: Error, Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        case error
        case warning
    }

    package let code: DiagnosticCode
    package let severity: Severity
    package let location: SourceLocation?
    /// The field, from the resource's root.
    package let path: FieldPath?
    /// What was found and what was expected: lower case, no full stop.
    package let message: String
    /// One action that mends it.
    package let hint: String?
    /// The source line behind the location holds a secret and must not be shown.
    package let isSensitive: Bool

    package init(
        _ code: DiagnosticCode, severity: Severity = .error, at location: SourceLocation? = nil,
        path: FieldPath? = nil, _ message: String, hint: String? = nil, isSensitive: Bool = false
    ) {
        self.code = code
        self.severity = severity
        self.location = location
        self.path = path
        self.message = message
        self.hint = hint
        self.isSensitive = isSensitive
    }
}

/// All findings of a stage. A stage that has an error yields nothing else.
package struct Diagnostics: Error, Hashable, Sendable {
    package var findings: [Diagnostic]

    package init(_ findings: [Diagnostic] = []) {
        self.findings = findings
    }

    package var hasErrors: Bool { findings.contains { $0.severity == .error } }
    package var errors: [Diagnostic] { findings.filter { $0.severity == .error } }
    package var warnings: [Diagnostic] { findings.filter { $0.severity == .warning } }

    /// The findings by file, line, column and code: the same input always reports in the same order.
    package var sorted: [Diagnostic] {
        findings.sorted { first, second in
            let left = (first.location?.file ?? "", first.location?.line ?? 0, first.location?.column ?? 0)
            let right = (second.location?.file ?? "", second.location?.line ?? 0, second.location?.column ?? 0)
            return left == right ? (first.code.id, first.message) < (second.code.id, second.message) : left < right
        }
    }
}
