/// A type that reads itself from a map with declared fields.
package protocol ManifestObject: ManifestValue {
    static var doc: String { get }
    static var fields: [FieldShape] { get }
    static var exactlyOneOf: [[String]] { get }
    /// Reads every field, then builds the value; `nil` when a problem was reported.
    init?(_ object: inout ObjectReader)
}

extension ManifestObject {
    package static var exactlyOneOf: [[String]] { [] }
    package static var objectShape: ObjectShape {
        ObjectShape(doc: doc, fields: fields, exactlyOneOf: exactlyOneOf)
    }
    package static var shape: Shape { .object(objectShape) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard case .map(let entries) = node.content else {
            reading.reportType(of: node, expected: "a map")
            return nil
        }
        var object = ObjectReader(node, entries, in: reading)
        let value = Self(&object)
        object.finish(exactlyOneOf: exactlyOneOf)
        guard let value, !object.hasProblems else { return nil }
        return Accepted(value, canonical: object.canonical)
    }

    /// What an empty map reads as, or `nil` when a field must be there.
    package static func readAbsent() -> Accepted<Self>? {
        let reading = Reading(file: "", catalogue: .empty)
        guard let accepted = read(Node(.map([]), at: .start), in: reading), reading.findings.isEmpty,
            reading.references.isEmpty
        else { return nil }
        return accepted
    }
}

/// Reads the fields of one map and records their canonical values.
package struct ObjectReader {
    package let reading: Reading
    package let node: Node
    private let entries: [Node.Entry]
    private var declared: [String] = []
    private var recorded: [ValueMap.Entry] = []
    private let findingsBefore: Int
    /// A bit for each of the first 64 entries that was asked for.
    private var taken: UInt64 = 0

    /// `nil` when the node is no map, which is reported.
    package init?(_ node: Node, in reading: Reading) {
        guard case .map(let entries) = node.content else {
            reading.reportType(of: node, expected: "a map")
            return nil
        }
        self.init(node, entries, in: reading)
    }

    /// - Parameter entries: Those of the node, which is a map.
    fileprivate init(_ node: Node, _ entries: [Node.Entry], in reading: Reading) {
        self.node = node
        self.reading = reading
        self.entries = entries
        findingsBefore = reading.findings.count
        declared.reserveCapacity(12)
        recorded.reserveCapacity(12)
    }

    package var hasProblems: Bool { reading.findings.count > findingsBefore }
    package var canonical: Value { .map(ValueMap(recorded)) }

    /// Whether the manifest writes the field.
    package func has(_ name: String) -> Bool { entries.contains { $0.key == name } }

    /// The node written for the field.
    package mutating func written(_ name: String) -> Node? {
        declared.append(name)
        for index in entries.indices where entries[index].key == name {
            if index < 64 { taken |= 1 << UInt64(index) }
            return entries[index].value
        }
        return nil
    }

    /// Records the canonical form of a field that was read by hand.
    package mutating func record(_ name: String, _ canonical: Value) {
        recorded.append(ValueMap.Entry(key: name, value: canonical))
    }

    /// Reads a field that must be there.
    package mutating func required<Content>(_ field: Field<Content>) -> Content? {
        guard let node = written(field.name) else {
            reading.report(
                .missingField, at: self.node.position, "`\(field.name)` is required",
                hint: field.shape.example.map { "for example: \(field.name): \($0)" } ?? "add `\(field.name)`")
            return nil
        }
        return read(field, from: node)
    }

    /// Reads a field that may be absent.
    package mutating func optional<Content>(_ field: Field<Content>) -> Content? {
        guard let node = written(field.name) else { return nil }
        return read(field, from: node)
    }

    /// Reads a field that has a default.
    package mutating func defaulted<Content: ManifestScalar>(_ field: Field<Content>) -> Content? {
        if let node = written(field.name) { return read(field, from: node) }
        guard let canonical = field.fallbackCanonical else { return nil }
        record(field.name, canonical)
        return field.fallback
    }

    /// Reads an object whose fields have defaults.
    package mutating func defaulted<Content: ManifestObject>(_ field: Field<Content>) -> Content? {
        if let node = written(field.name) { return read(field, from: node) }
        guard let canonical = field.fallbackCanonical else {
            return read(field, from: Node(.map([]), at: node.position))
        }
        record(field.name, canonical)
        return field.fallback
    }

    /// Reads a field that has a default, and records nothing when it says no more than that.
    ///
    /// For a field that came after states were stored without it: an update of the program makes no change.
    package mutating func defaulted<Content: ManifestObject & Equatable>(sparing field: Field<Content>) -> Content? {
        let before = recorded.count
        return spared(defaulted(field), field, since: before)
    }

    /// The same for a scalar.
    package mutating func defaulted<Content: ManifestScalar & Equatable>(sparing field: Field<Content>) -> Content? {
        let before = recorded.count
        return spared(defaulted(field), field, since: before)
    }

    private mutating func spared<Content: Equatable>(
        _ content: Content?, _ field: Field<Content>, since before: Int
    ) -> Content? {
        if let content, content == field.fallback { recorded.removeSubrange(before...) }
        return content
    }

    private mutating func read<Content>(_ field: Field<Content>, from node: Node) -> Content? {
        reading.enter(.key(field.name))
        defer { reading.leave() }
        guard let accepted = Content.read(node, in: reading) else { return nil }
        record(field.name, accepted.canonical)
        return accepted.value
    }

    /// Reports the fields nobody declared and the broken choices between fields.
    package func finish(exactlyOneOf groups: [[String]]) {
        if taken.nonzeroBitCount != entries.count { reportUnknown() }
        for group in groups {
            guard group.count(where: has) != 1 else { continue }
            let present = group.filter(has)
            let names = group.map { "`\($0)`" }.joined(separator: ", ")
            reading.report(
                .exactlyOne, at: node.position,
                present.isEmpty
                    ? "one of \(names) is required" : "only one of \(names) may be there, found \(present.count)")
        }
    }

    private func reportUnknown() {
        for entry in entries where !declared.contains(entry.key) {
            reading.inside(.key(entry.key)) {
                reading.report(
                    .unknownField, at: entry.keyPosition, "`\(entry.key)` is not a field here",
                    hint: Suggestion.hint(for: entry.key, among: declared))
            }
        }
    }
}
