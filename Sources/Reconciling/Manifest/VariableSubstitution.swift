package import Model

/// The values of `${NAME}` references.
package struct VariableSubstitution: Sendable {
    private let values: [String: String]

    /// - Parameter values: Name to value, the strongest source already chosen.
    package init(_ values: [String: String] = [:]) {
        self.values = values
    }

    /// Whether `name` can be a variable's name: letters, digits and `_`, no digit first.
    package static func isName(_ name: some StringProtocol) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x5F
        }
    }

    /// Replaces references inside text values, after parsing, so that a value can never break the YAML.
    ///
    /// - Returns: The document with values filled in, and a finding for each undefined or malformed reference.
    package func apply(to document: Document) -> (document: Document, findings: [Diagnostic]) {
        var findings: [Diagnostic] = []
        var path: [FieldPath.Component] = []
        guard let root = replaced(document.root, in: document.file, &path, &findings) else {
            return (document, findings)
        }
        return (Document(file: document.file, root: root), findings)
    }

    /// The node with values filled in, or `nil` when nothing changed, so that untouched trees are not copied.
    private func replaced(
        _ node: Node, in file: String, _ path: inout [FieldPath.Component], _ findings: inout [Diagnostic]
    ) -> Node? {
        switch node.content {
        case .string(let text):
            guard text.utf8.contains(UInt8(ascii: "$")) else { return nil }
            switch Self.expand(text, values) {
            case .success(let expanded):
                return expanded == text ? nil : Node(.string(expanded), at: node.position, isPlain: node.isPlain)
            case .failure(let problem):
                findings.append(problem.finding(SourceLocation(file: file, at: node.position), FieldPath(path), values))
                return nil
            }
        case .list(var items):
            var hasChanged = false
            for index in items.indices {
                path.append(.index(index))
                defer { path.removeLast() }
                guard let item = replaced(items[index], in: file, &path, &findings) else { continue }
                items[index] = item
                hasChanged = true
            }
            return hasChanged ? Node(.list(items), at: node.position) : nil
        case .map(var entries):
            var hasChanged = false
            for index in entries.indices {
                path.append(.key(entries[index].key))
                defer { path.removeLast() }
                guard let value = replaced(entries[index].value, in: file, &path, &findings) else { continue }
                entries[index].value = value
                hasChanged = true
            }
            return hasChanged ? Node(.map(entries), at: node.position) : nil
        default: return nil
        }
    }

    enum Problem: Error {
        case undefined(String)
        case malformed

        func finding(_ location: SourceLocation, _ path: FieldPath, _ values: [String: String]) -> Diagnostic {
            switch self {
            case .undefined(let name):
                let nearest = Suggestion.nearest(to: name, among: values.keys).map { "did you mean `\($0)`? " } ?? ""
                return Diagnostic(
                    .undefinedVariable, at: location, path: path, "the variable `\(name)` is not defined",
                    hint: nearest + "give it with --var \(name)=…, RECONCILE_VAR_\(name), or a default: ${\(name):-…}")
            case .malformed:
                return Diagnostic(
                    .malformedVariable, at: location, path: path, "`${` without a name and `}`",
                    hint: "write ${NAME} or ${NAME:-default}; $${ is a literal ${")
            }
        }
    }

    static func expand(_ text: String, _ values: [String: String]) -> Result<String, Problem> {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[dollar...]
            if rest.hasPrefix("$${") {
                result += "${"
                rest = rest.dropFirst(3)
            } else if rest.hasPrefix("${") {
                guard let close = rest.firstIndex(of: "}") else { return .failure(.malformed) }
                let inside = rest[rest.index(rest.startIndex, offsetBy: 2)..<close]
                let name = inside.prefix { $0 != ":" }
                let suffix = inside.dropFirst(name.count)
                guard isName(name), suffix.isEmpty || suffix.hasPrefix(":-") else { return .failure(.malformed) }
                if let value = values[String(name)] {
                    result += value
                } else if suffix.hasPrefix(":-") {
                    result += suffix.dropFirst(2)
                } else {
                    return .failure(.undefined(String(name)))
                }
                rest = rest[rest.index(after: close)...]
            } else {
                result += "$"
                rest = rest.dropFirst()
            }
        }
        return .success(result + rest)
    }
}
