/// A value that was read, with its canonical form.
package struct Accepted<Content: Sendable>: Sendable {
    package let value: Content
    package let canonical: Value

    package init(_ value: Content, canonical: Value) {
        self.value = value
        self.canonical = canonical
    }
}

/// A type that a manifest field can hold: it says its shape and reads itself, reporting every problem.
package protocol ManifestValue: Sendable {
    static var shape: Shape { get }
    /// Reads `node`; `nil` means that at least one problem was reported.
    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>?
}

/// A value whose canonical form can be told without a manifest, so that it can be a default.
package protocol ManifestScalar: ManifestValue {
    var canonical: Value { get }
}

extension Bool: ManifestScalar {
    package static var shape: Shape { .boolean }
    package var canonical: Value { .bool(self) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Bool>? {
        switch node.content {
        case .bool(let flag): return Accepted(flag, canonical: .bool(flag))
        // A plain text that spells a Boolean can only come from a variable.
        case .string("true") where node.isPlain: return Accepted(true, canonical: .bool(true))
        case .string("false") where node.isPlain: return Accepted(false, canonical: .bool(false))
        default:
            reading.reportType(of: node, expected: "`true` or `false`")
            return nil
        }
    }
}

/// Text that is not blank.
extension String: ManifestScalar {
    package static var shape: Shape { .text(.anything) }
    package var canonical: Value { .string(self) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<String>? {
        reading.text(node, form: .anything).map { Accepted($0, canonical: .string($0)) }
    }
}

extension Array: ManifestValue where Element: ManifestValue {
    package static var shape: Shape { .list(of: Element.shape, atLeast: 1) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<[Element]>? {
        guard let items = reading.items(node, atLeast: 1, of: Element.self) else { return nil }
        // Closures, since a key path of a generic type is made anew at each call.
        return Accepted(items.map { $0.value }, canonical: .list(items.map { $0.canonical }))
    }
}

extension Array: ManifestScalar where Element: ManifestScalar {
    package var canonical: Value { .list(map { $0.canonical }) }
}

/// A list whose order and repetitions mean nothing; canonical is ascending.
package struct Unordered<Element: ManifestScalar & Hashable>: ManifestScalar, Hashable {
    package let items: Set<Element>

    package init(_ items: Set<Element>) {
        self.items = items
    }

    package static var shape: Shape { .set(of: Element.shape, atLeast: 1) }
    package var canonical: Value { .list(items.map { $0.canonical }.sorted()) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let items = reading.items(node, atLeast: 1, of: Element.self) else { return nil }
        let set = Self(Set(items.lazy.map { $0.value }))
        return Accepted(set, canonical: set.canonical)
    }
}

extension Dictionary: ManifestValue where Key == String, Value: ManifestValue {
    package static var shape: Shape { .map(of: Value.shape) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<[String: Value]>? {
        guard case .map(let entries) = node.content else {
            reading.reportType(of: node, expected: "a map")
            return nil
        }
        var values: [String: Value] = [:]
        var canonical: [ValueMap.Entry] = []
        var isComplete = true
        for entry in entries {
            let item = reading.inside(.key(entry.key)) { Value.read(entry.value, in: reading) }
            guard let item else {
                isComplete = false
                continue
            }
            values[entry.key] = item.value
            canonical.append(ValueMap.Entry(key: entry.key, value: item.canonical))
        }
        return isComplete ? Accepted(values, canonical: .map(ValueMap(canonical))) : nil
    }
}
