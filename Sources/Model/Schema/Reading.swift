/// The reading of one document: where we are in it, and everything found so far.
///
/// A reference type on purpose: one document is read by one task, and nested readers all report to the same place.
package final class Reading {
    package let file: String
    package let catalogue: SchemaCatalogue
    package private(set) var findings: [Diagnostic] = []
    package private(set) var references: [Reference] = []
    package private(set) var attributeUses: [AttributeUse] = []
    private var path: [FieldPath.Component] = []

    package init(file: String, catalogue: SchemaCatalogue) {
        self.file = file
        self.catalogue = catalogue
    }

    package var currentPath: FieldPath { FieldPath(path) }

    /// Runs `body` one step deeper in the document.
    package func inside<Result>(_ component: FieldPath.Component, _ body: () -> Result) -> Result {
        enter(component)
        defer { leave() }
        return body()
    }

    /// Goes one step deeper, until `leave`.
    package func enter(_ component: FieldPath.Component) { path.append(component) }
    package func leave() { path.removeLast() }

    package func report(
        _ code: DiagnosticCode, at position: Position, _ message: String, hint: String? = nil,
        isSensitive: Bool = false
    ) {
        findings.append(
            Diagnostic(
                code, at: SourceLocation(file: file, at: position), path: currentPath, message, hint: hint,
                isSensitive: isSensitive))
    }

    package func reportType(of node: Node, expected: String) {
        let hint: String? =
            switch node.content {
            case .int where expected == "text", .number where expected == "text", .bool where expected == "text":
                "quote it: \"…\""
            default: nil
            }
        report(.wrongType, at: node.position, "expected \(expected), found \(node.kindInWords)", hint: hint)
    }

    package func noteReference(to target: ResourceKey, at position: Position) {
        references.append(
            Reference(target: target, path: currentPath, location: SourceLocation(file: file, at: position)))
    }

    package func noteAttributeUse(_ attribute: String, at position: Position) {
        // Every connection has the standard ones.
        guard UserAttributes.standardClaims[attribute] == nil else { return }
        attributeUses.append(
            AttributeUse(attribute: attribute, path: currentPath, location: SourceLocation(file: file, at: position)))
    }

    /// The text of `node` when it has the form; otherwise the problem is reported.
    package func text(_ node: Node, form: TextForm) -> String? {
        guard case .string(let text) = node.content else {
            reportType(of: node, expected: "text")
            return nil
        }
        guard form.accepts(text) else {
            report(.malformedText, at: node.position, "expected \(form.name)")
            return nil
        }
        return text
    }

    /// The word of `node` when it is one of `words`.
    package func choice(_ node: Node, among words: [String], code: DiagnosticCode) -> String? {
        guard case .string(let word) = node.content else {
            reportType(of: node, expected: "one of \(words.joined(separator: ", "))")
            return nil
        }
        guard words.contains(word) else {
            report(
                code, at: node.position, "`\(word)` is not one of \(words.joined(separator: ", "))",
                hint: Suggestion.nearest(to: word, among: words).map { "did you mean `\($0)`?" })
            return nil
        }
        return word
    }

    /// The case of `Choice` that `node` names.
    package func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ node: Node, as: Choice.Type, code: DiagnosticCode
    ) -> Choice? {
        if case .string(let word) = node.content, let choice = Choice(rawValue: word) { return choice }
        return choice(node, among: Choice.allCases.map { $0.rawValue }, code: code).flatMap { Choice(rawValue: $0) }
    }

    package func items<Item: ManifestValue>(_ node: Node, atLeast: Int, of: Item.Type) -> [Accepted<Item>]? {
        guard case .list(let nodes) = node.content else {
            reportType(of: node, expected: "a list")
            return nil
        }
        guard nodes.count >= atLeast else {
            report(
                .emptyList, at: node.position,
                "the list needs at least \(atLeast == 1 ? "one item" : "\(atLeast) items")",
                hint: "add an item or remove the field")
            return nil
        }
        var items: [Accepted<Item>] = []
        items.reserveCapacity(nodes.count)
        for (index, item) in nodes.enumerated() {
            enter(.index(index))
            defer { leave() }
            if let read = Item.read(item, in: self) { items.append(read) }
        }
        return items.count == nodes.count ? items : nil
    }
}

/// A field that names another resource.
package struct Reference: Hashable, Sendable {
    package let target: ResourceKey
    package let path: FieldPath
    package let location: SourceLocation
}

/// A template that uses a user attribute.
package struct AttributeUse: Hashable, Sendable {
    package let attribute: String
    package let path: FieldPath
    package let location: SourceLocation
}
