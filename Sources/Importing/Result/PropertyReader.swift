import Model

/// A component's settings, read by key. What is not read and holds something is reported at the end.
struct PropertyReader {
    /// A setting as exported.
    struct Entry {
        let key: String
        let value: Node?
        let location: SourceLocation
    }

    let table: SourceProperties
    private let entries: [Entry]
    private var read: Set<String> = []

    /// Reports keys that the table does not know, and those that stand twice.
    init(_ entries: [Entry], _ table: SourceProperties, _ ledger: inout ImportLedger) {
        self.table = table
        self.entries = entries
        var seen: Set<String> = []
        for entry in entries {
            guard seen.insert(entry.key).inserted else {
                ledger.report(
                    .sourceDuplicate, at: entry.location, "`\(entry.key)` stands twice in \(table.type)",
                    hint: "remove one of the two")
                continue
            }
            guard table[entry.key] == nil else { continue }
            guard !ledger.leavingOut.contains(entry.key) else {
                ledger.report(.sourceLeftOut, at: entry.location, "`\(entry.key)` is left out: \(SourceCheck.asked)")
                continue
            }
            ledger.report(
                .sourceUnknownField, at: entry.location,
                "\(table.type) has no property `\(entry.key)` that is known here",
                hint: SourceCheck.hint(for: entry.key, among: table.properties.map(\.key)))
        }
    }

    /// The text under `key`; `nil` when there is none or it is empty.
    mutating func text(_ key: String) -> String? {
        read.insert(key)
        guard let text = entries.first(where: { $0.key == key })?.value?.scalarText, !text.isEmpty else { return nil }
        return text
    }

    /// The Boolean under `key`, which the export has as text; anything else is an error.
    mutating func flag(_ key: String, _ ledger: inout ImportLedger) -> Bool? {
        guard let text = text(key) else { return nil }
        guard let flag = Bool(text.lowercased()) else {
            guard let place = entries.first(where: { $0.key == key })?.location else { return nil }
            ledger.report(
                .sourceWrongType, at: place, "expected true or false for `\(key)`, found another text",
                hint: "set it at the server and export again")
            return nil
        }
        return flag
    }

    /// Where `key` stands, or else `fallback`.
    func location(_ key: String, or fallback: SourceLocation) -> SourceLocation {
        entries.first { $0.key == key }?.location ?? fallback
    }

    /// Reports what has no counterpart, and what was not read though it holds something.
    func finish(_ ledger: inout ImportLedger) {
        var noted: [String: (first: SourceLocation, keys: [String])] = [:]
        for entry in entries where !read.contains(entry.key) {
            guard let property = table[entry.key], let value = entry.value, !SourceCheck.isEmpty(value) else {
                continue
            }
            if property.isSecret { ledger.reportClear(value.scalarText ?? "", at: entry.location) }
            let reason: String
            switch property.use {
            case .standard(let standard, _) where SourceCheck.holds(value, standard): continue
            case .noted(let text):
                noted[text, default: (entry.location, [])].keys.append(entry.key)
                continue
            case .standard(_, let text), .leftOut(let text): reason = text
            case .taken: reason = "nothing uses it with the other properties as they are"
            }
            ledger.report(.sourceLeftOut, at: entry.location, "`\(entry.key)` is left out: \(reason)")
        }
        for (reason, note) in noted.sorted(by: { $0.key < $1.key }) {
            ledger.report(
                .sourceLeftOut, at: note.first, SourceCheck.leftOut(note.keys.sorted(), "properties", reason))
        }
    }
}

extension Node {
    /// A text, number or Boolean as text.
    var scalarText: String? {
        switch content {
        case .string(let text): text
        case .int(let number): String(number)
        case .number(let number): String(number)
        case .bool(let flag): String(flag)
        default: nil
        }
    }

    /// The text of a member, `nil` when there is none or it is empty.
    func text(_ key: String) -> String? {
        guard let text = self[key]?.scalarText, !text.isEmpty else { return nil }
        return text
    }

    func flag(_ key: String) -> Bool? {
        guard case .bool(let flag)? = self[key]?.content else { return nil }
        return flag
    }

    func items(_ key: String) -> [Node] {
        guard case .list(let items)? = self[key]?.content else { return [] }
        return items
    }
}
