import Model

/// Where a value stands in a security event token: `event.amr`, `subject.email`, `token.txn`.
///
/// `[name]` is a member whose name holds dots; after a list, `[member=text]` is the first item that has it.
struct EventPath: ManifestScalar, Hashable {
    enum Root: String, Hashable, CaseIterable {
        /// The event's payload.
        case event
        /// The subject identifier that was taken for the person.
        case subject
        /// The token's claims.
        case token
    }

    private enum Step: Hashable {
        case member(String)
        case bracket(String)
    }

    let text: String
    let root: Root
    private let steps: [Step]

    static let form = TextForm(
        name: "a path that begins with `event.`, `subject.` or `token.`",
        pattern: "^(event|subject|token)(\\.[^.\\[\\]]+|\\[[^\\]]+\\])+$"
    ) { EventPath($0) != nil }
    static var shape: Shape { .text(form) }
    var canonical: Value { .string(text) }

    init?(_ text: String) {
        let name = text.prefix { $0 != "." && $0 != "[" }
        guard let root = Root(rawValue: String(name)) else { return nil }
        var rest = text.dropFirst(name.count)
        var steps: [Step] = []
        while let first = rest.first {
            rest = rest.dropFirst()
            switch first {
            case ".":
                let member = rest.prefix { $0 != "." && $0 != "[" && $0 != "]" }
                guard !member.isEmpty else { return nil }
                steps.append(.member(String(member)))
                rest = rest.dropFirst(member.count)
            case "[":
                let inner = rest.prefix { $0 != "]" }
                guard !inner.isEmpty, inner.count < rest.count else { return nil }
                steps.append(.bracket(String(inner)))
                rest = rest.dropFirst(inner.count + 1)
            default: return nil
            }
        }
        guard !steps.isEmpty else { return nil }
        self.text = text
        self.root = root
        self.steps = steps
    }

    static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: form), let path = Self(text) else { return nil }
        return Accepted(path, canonical: path.canonical)
    }

    /// The value there; JSON's `null` is no value.
    func value(in found: FoundEvent) -> Value? {
        var value: Value =
            switch root {
            case .event: .map(found.payload)
            case .subject: found.subject.map { .map($0) } ?? .null
            case .token: .map(found.token)
            }
        for step in steps {
            guard let next = Self.next(step, from: value) else { return nil }
            value = next
        }
        return value == .null ? nil : value
    }

    private static func next(_ step: Step, from value: Value) -> Value? {
        switch (step, value) {
        case (.member(let name), .map(let map)), (.bracket(let name), .map(let map)): return map[name]
        case (.bracket(let condition), .list(let items)):
            guard let sign = condition.firstIndex(of: "=") else { return nil }
            let name = String(condition[..<sign])
            let text = String(condition[condition.index(after: sign)...])
            return items.first { $0[name] == .string(text) }
        default: return nil
        }
    }
}
