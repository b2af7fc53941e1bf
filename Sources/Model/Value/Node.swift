/// A place in a text file.
package struct Position: Hashable, Sendable {
    /// From 1.
    package let line: UInt32
    /// From 1, counted in Unicode scalars, as libyaml counts.
    package let column: UInt32

    package init(line: UInt32, column: UInt32) {
        self.line = line
        self.column = column
    }

    package static let start = Position(line: 1, column: 1)
}

/// A value as a manifest writes it, with where it was written.
package struct Node: Sendable {
    package enum Content: Sendable {
        case null
        case bool(Bool)
        case int(Int)
        case number(Double)
        case string(String)
        case list([Node])
        case map([Entry])
    }

    package struct Entry: Sendable {
        package let key: String
        package let keyPosition: Position
        package var value: Node

        package init(key: String, keyPosition: Position, value: Node) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    package var content: Content
    package let position: Position
    /// An unquoted text: only its `${NAME}` may turn into a number or a Boolean.
    package let isPlain: Bool

    package init(_ content: Content, at position: Position, isPlain: Bool = false) {
        self.content = content
        self.position = position
        self.isPlain = isPlain
    }

    /// What the node holds, in words for a message: `a list`, `the number 3`, `text`.
    ///
    /// Texts are not quoted, since a text may be a secret in the wrong place.
    package var kindInWords: String {
        switch content {
        case .null: "nothing"
        case .bool(let flag): "the Boolean \(flag)"
        case .int(let number): "the number \(number)"
        case .number(let number): "the number \(number)"
        case .string: "text"
        case .list: "a list"
        case .map: "a map"
        }
    }

    package subscript(key: String) -> Node? {
        guard case .map(let entries) = content else { return nil }
        return entries.first { $0.key == key }?.value
    }
}

extension Node {
    /// The node that would read as `value`, for reading a stored spec back into its typed form.
    package init(_ value: Value) {
        let content: Content =
            switch value {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .int(let number): .int(number)
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            case .secret(let reference):
                .map([
                    Entry(
                        key: reference.manifestKey, keyPosition: .start,
                        value: Node(.string(reference.target)))
                ])
            case .list(let items): .list(items.map(Node.init))
            case .map(let map):
                .map(map.entries.map { Entry(key: $0.key, keyPosition: .start, value: Node($0.value)) })
            }
        self.init(content, at: .start)
    }
}

/// One document of a manifest file.
package struct Document: Sendable {
    /// The file's path as given, or `-` for standard input.
    package let file: String
    package var root: Node

    package init(file: String, root: Node) {
        self.file = file
        self.root = root
    }
}
