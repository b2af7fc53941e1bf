import Model

/// The entries of one map while it is read, each key once.
struct EntryList {
    private(set) var entries: [Node.Entry] = []
    /// Index by key; only for maps where looking through all entries would cost more.
    private var indices: [String: Int] = [:]

    private static let longestScan = 16

    init() {
        entries.reserveCapacity(4)
    }

    /// Adds the entry unless its key is there already, and then returns where the earlier one stands.
    mutating func add(_ entry: Node.Entry) -> Position? {
        if entries.count < Self.longestScan {
            let earlier = entries.withUnsafeBufferPointer { entries in
                entries.indices.first { entries[$0].key == entry.key }
            }
            if let earlier { return entries[earlier].keyPosition }
        } else {
            if indices.isEmpty {
                for (index, entry) in entries.enumerated() { indices[entry.key] = index }
            }
            if let index = indices[entry.key] { return entries[index].keyPosition }
            indices[entry.key] = entries.count
        }
        entries.append(entry)
        return nil
    }
}
