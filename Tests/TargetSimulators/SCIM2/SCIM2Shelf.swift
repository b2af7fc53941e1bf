import Model

/// The resources of one type, in the order in which they were made.
struct SCIM2Shelf: Sendable {
    struct Entry: Sendable {
        let id: String
        /// As it was given, with the id.
        var value: Value
        var version = 1
        /// What must be unique: the userName or displayName without regard to letter case.
        fileprivate(set) var name: String
        fileprivate(set) var externalID: String?
    }

    let prefix: String
    let nameAttribute: String
    private(set) var entries: [Entry] = []
    private var places: [String: Int] = [:]
    private var nextNumber = 1

    init(prefix: String, nameAttribute: String) {
        self.prefix = prefix
        self.nameAttribute = nameAttribute
    }

    subscript(id: String) -> Entry? { places[id].map { entries[$0] } }

    /// Adds a resource under a new id.
    mutating func add(_ value: Value) -> Entry {
        let id = "\(prefix)\(nextNumber)"
        nextNumber += 1
        let entry = entry(id, value)
        places[id] = entries.count
        entries.append(entry)
        return entry
    }

    mutating func replace(_ id: String, with value: Value) -> Entry? {
        guard let place = places[id] else { return nil }
        var entry = entry(id, value)
        entry.version = entries[place].version + 1
        entries[place] = entry
        return entry
    }

    mutating func remove(_ id: String) {
        guard let place = places[id] else { return }
        entries.remove(at: place)
        places = Dictionary(uniqueKeysWithValues: entries.enumerated().map { ($0.element.id, $0.offset) })
    }

    private func entry(_ id: String, _ value: Value) -> Entry {
        var map = value.map ?? ValueMap()
        map["id"] = .string(id)
        return Entry(
            id: id, value: .map(map), name: (map[nameAttribute]?.string ?? "").lowercased(),
            externalID: map["externalId"]?.string)
    }
}
