/// A canonical tree of data: what a manifest, a stored resource and a plan hold after reading.
///
/// Diff, plan, state and reports work on values and know no resource kind. A secret appears only as its reference.
package enum Value: Hashable, Sendable {
    case null
    case bool(Bool)
    case int(Int)
    case number(Double)
    case string(String)
    case secret(SecretReference)
    case list([Value])
    case map(ValueMap)
}

extension Value {
    /// Makes a map from pairs; a later pair of the same key wins.
    package static func object(_ pairs: (String, Value)...) -> Value {
        .map(ValueMap(pairs.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }

    /// The member of a map, or `nil` when this is no map or has no such key.
    package subscript(key: String) -> Value? {
        if case .map(let map) = self { map[key] } else { nil }
    }

    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    package var int: Int? {
        if case .int(let number) = self { number } else { nil }
    }

    package var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    package var list: [Value]? {
        if case .list(let items) = self { items } else { nil }
    }

    package var map: ValueMap? {
        if case .map(let map) = self { map } else { nil }
    }
}

/// The members of a map in ascending key order, so that equal maps are equal byte for byte.
package struct ValueMap: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let value: Value

        package init(key: String, value: Value) {
            self.key = key
            self.value = value
        }
    }

    package private(set) var entries: [Entry]

    /// Sorts the entries by key; of entries with one key the last wins.
    package init(_ entries: [Entry] = []) {
        self.entries = entries.count <= Self.mostInserted ? Self.inserted(entries) : Self.collected(entries)
    }

    /// Largest map that is sorted by insertion: the quickest way for the small maps of a manifest, and quadratic.
    private static let mostInserted = 32

    private static func inserted(_ entries: [Entry]) -> [Entry] {
        guard entries.count > 1 else { return entries }
        var ordered = entries
        // Through the buffer, so that entries are looked at and moved without counting who refers to their texts.
        let hasTwins = ordered.withUnsafeMutableBufferPointer { entries in
            var hasTwins = false
            for index in 1..<entries.count {
                var place = index
                while place > 0, entries[place].key <= entries[place - 1].key {
                    // Of one key, the later entry stays behind the earlier.
                    if entries[place].key == entries[place - 1].key {
                        hasTwins = true
                        break
                    }
                    entries.swapAt(place, place - 1)
                    place -= 1
                }
            }
            return hasTwins
        }
        guard hasTwins else { return ordered }
        return ordered.enumerated().filter { index, entry in
            index + 1 == ordered.count || ordered[index + 1].key != entry.key
        }.map(\.element)
    }

    private static func collected(_ entries: [Entry]) -> [Entry] {
        var latest: [String: Value] = [:]
        for entry in entries { latest[entry.key] = entry.value }
        return latest.map { Entry(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
    }

    package var isEmpty: Bool { entries.isEmpty }
    package var keys: [String] { entries.map(\.key) }

    package subscript(key: String) -> Value? {
        get { position(of: key).map { entries[$0].value } }
        set {
            if let index = position(of: key) {
                entries.remove(at: index)
            }
            if let newValue {
                let index = entries.firstIndex { $0.key > key } ?? entries.endIndex
                entries.insert(Entry(key: key, value: newValue), at: index)
            }
        }
    }

    private func position(of key: String) -> Int? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].key == key ? low : nil
    }
}
