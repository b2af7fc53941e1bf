import Model

/// Holds a document against the form it should have: an unknown field is an error, and what has no counterpart here is
/// reported, so that nothing gets lost in silence.
struct SourceCheck {
    let file: String
    /// Unknown fields that a person said may be left out.
    let leavingOut: Set<String>
    private(set) var findings: [Diagnostic] = []
    private var noted: [String: (first: Position, names: [String])] = [:]

    init(file: String, leavingOut: Set<String>) {
        self.file = file
        self.leavingOut = leavingOut
    }

    /// Every finding for `node`, read as `form`.
    static func findings(
        of node: Node, _ form: SourceForm, in file: String, leavingOut: Set<String> = []
    ) -> [Diagnostic] {
        var check = SourceCheck(file: file, leavingOut: leavingOut)
        check.check(node, .object(form), at: FieldPath(), isReported: false)
        return check.findings + check.notes
    }

    private var notes: [Diagnostic] {
        noted.sorted { $0.key < $1.key }.map { reason, note in
            let message = Self.leftOut(note.names, "fields", reason)
            return finding(.sourceLeftOut, at: note.first, FieldPath(), message, hint: nil)
        }
    }

    private mutating func check(_ node: Node, _ shape: SourceShape, at path: FieldPath, isReported: Bool) {
        switch (shape, node.content) {
        case (_, .null), (.anything, _), (.text, .string), (.flag, .bool), (.whole, .int),
            (.scalar, .string), (.scalar, .bool), (.scalar, .int), (.scalar, .number):
            return
        case (.choice(let words), .string(let text)) where text.isEmpty || words.contains(text): return
        case (.list(let inner), .list(let items)):
            for (index, item) in items.enumerated() {
                check(item, inner, at: path.appending(.index(index)), isReported: isReported)
            }
        case (.object(let form), .map(let entries)):
            check(entries, form, of: node, at: path, isReported: isReported)
        default:
            findings.append(
                finding(
                    .sourceWrongType, at: node.position, path, "expected \(shape.inWords), found \(node.kindInWords)",
                    hint: "export the tree again; this is not what the server writes"))
        }
    }

    private mutating func check(
        _ entries: [Node.Entry], _ form: SourceForm, of node: Node, at path: FieldPath, isReported: Bool
    ) {
        for entry in entries {
            let inside = path.appending(.key(entry.key))
            guard let field = form[entry.key] else {
                findings.append(unknown(entry, form, at: inside))
                continue
            }
            let isLeft = !isReported && report(entry, field, at: inside)
            check(entry.value, field.shape, at: inside, isReported: isReported || isLeft)
        }
        // What is left out anyway may be incomplete.
        for field in form.fields
        where !isReported && field.isRequired && node[field.name].map(Self.isEmpty) ?? true {
            findings.append(
                finding(
                    .sourceFieldMissing, at: node.position, path, "\(form.title) has no `\(field.name)`",
                    hint: "export the tree again; the server always writes it"))
        }
    }

    private func unknown(_ entry: Node.Entry, _ form: SourceForm, at path: FieldPath) -> Diagnostic {
        guard !leavingOut.contains(entry.key) else {
            return finding(
                .sourceLeftOut, at: entry.keyPosition, path, "`\(entry.key)` is left out: \(Self.asked)", hint: nil)
        }
        return finding(
            .sourceUnknownField, at: entry.keyPosition, path,
            "\(form.title) has no field `\(entry.key)` that is known here",
            hint: Self.hint(for: entry.key, among: form.fields.map(\.name)))
    }

    /// Why an unknown field is left out all the same.
    static let asked = "it is not known here, and `--leave-out` names it"

    static func hint(for name: String, among known: [String]) -> String {
        Suggestion.nearest(to: name, among: known).map { "did you mean `\($0)`?" }
            ?? "if it does not matter to you, say --leave-out \(name)"
    }

    /// Whether the field is left out, which covers all that is inside it.
    private mutating func report(_ entry: Node.Entry, _ field: SourceField, at path: FieldPath) -> Bool {
        switch field.use {
        case .taken: return false
        case .standard(let value, _) where Self.holds(entry.value, value): return true
        case .standard(_, let reason), .leftOut(let reason):
            guard !Self.isVacuous(entry.value, field) else { return true }
            findings.append(
                finding(
                    .sourceLeftOut, at: entry.keyPosition, path, "`\(entry.key)` is left out: \(reason)", hint: nil))
            return true
        case .noted(let reason):
            guard !Self.isVacuous(entry.value, field) else { return true }
            noted[reason, default: (entry.keyPosition, [])].names.append(entry.key)
            return true
        }
    }

    private func finding(
        _ code: DiagnosticCode, at position: Position, _ path: FieldPath, _ message: String, hint: String?
    ) -> Diagnostic {
        .ofSource(code, at: SourceLocation(file: file, at: position), path: path, message, hint: hint)
    }

    /// One message for many of a sort: how many, and the first names.
    static func leftOut(_ names: [String], _ nouns: String, _ reason: String) -> String {
        var seen: Set<String> = []
        let distinct = names.filter { seen.insert($0).inserted }
        guard distinct.count > 1 || names.count > 1 else { return "`\(names.first ?? "")` is left out: \(reason)" }
        let shown = distinct.prefix(5).map { "`\($0)`" }.joined(separator: ", ")
        return "\(names.count) \(nouns) are left out (\(shown)\(distinct.count > 5 ? ", …" : "")): \(reason)"
    }

    /// Whether the node holds nothing at all.
    static func isEmpty(_ node: Node) -> Bool {
        switch node.content {
        case .null: true
        case .string(let text): text.isEmpty
        case .list(let items): items.isEmpty
        case .map(let entries): entries.isEmpty
        default: false
        }
    }

    static func holds(_ node: Node, _ value: Value) -> Bool {
        switch (node.content, value) {
        case (.null, _): true
        case (.bool(let flag), .bool(let other)): flag == other
        case (.int(let number), .int(let other)): number == other
        case (.string(let text), .string(let other)): text == other || text.isEmpty
        case (.string(let text), .bool(let other)): text == String(other) || text.isEmpty
        default: isEmpty(node)
        }
    }

    private static func isVacuous(_ node: Node, _ field: SourceField) -> Bool {
        // Off says something where on is the standard.
        if case .standard(.bool(true), _) = field.use { return isEmpty(node) || holds(node, .bool(true)) }
        if case .standard(let value, _) = field.use, holds(node, value) { return true }
        return isVacuous(node, field.shape)
    }

    /// Whether the node says nothing: empty, off, or with every member at its standard value.
    private static func isVacuous(_ node: Node, _ shape: SourceShape) -> Bool {
        if isEmpty(node) || holds(node, .bool(false)) { return true }
        switch (shape, node.content) {
        case (.list(let inner), .list(let items)): return items.allSatisfy { isVacuous($0, inner) }
        case (.object(let form), .map(let entries)):
            return entries.allSatisfy { entry in
                guard let field = form[entry.key] else { return false }
                return isVacuous(entry.value, field)
            }
        default: return false
        }
    }
}

extension Diagnostic {
    /// A finding about an exported file. Its line is never shown, since an export may hold secrets anywhere, and a
    /// whole file of JSON may be one line.
    static func ofSource(
        _ code: DiagnosticCode, at location: SourceLocation, path: FieldPath? = nil, _ message: String, hint: String?
    ) -> Diagnostic {
        Diagnostic(
            code, severity: DiagnosticCode.importWarnings.contains(code) ? .warning : .error, at: location,
            path: path.flatMap { $0.components.isEmpty ? nil : $0 }, message, hint: hint, isSensitive: true)
    }
}
