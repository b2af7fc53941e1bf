import Importing
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

/// Trees with one field dropped, renamed or of another type: never a crash, never a silent drop.
struct MutationTests {
    enum Change: CaseIterable {
        case drop, rename, retype, rekey
    }

    /// A field of a document, by the places of its keys and items.
    struct Place {
        let steps: [Int]
        let keys: [String]
        let node: Node
        let keyPosition: Position
    }

    /// Reads what the test made instead of the files.
    struct Prepared: NodeReading {
        let documents: [String: [Document]]

        func documents(in file: ManifestFile) -> (documents: [Document], findings: [Diagnostic]) {
            (documents[file.path] ?? [], [])
        }

        func pieces(of file: ManifestFile) -> [ManifestPiece] {
            [ManifestPiece(bytes: file.bytes.indices, firstLine: 1, mostDocuments: 1)]
        }

        func readSound(_ piece: ManifestPiece, of file: ManifestFile, each: (Document) -> Void) -> Bool { false }
    }

    /// Fields whose inside belongs to the server alone: one warning covers it.
    static let opaque: Set<String> = [
        "claimConfig", "owner", "spProperties", "inboundConfigurationProtocol", "provisioningIdentityProviders",
        "claimConfiguration", "inboundProtocolConfiguration", "advancedConfigurations",
    ]

    static func places(in node: Node, _ steps: [Int] = [], _ keys: [String] = []) -> [Place] {
        switch node.content {
        case .map(let entries):
            entries.enumerated().flatMap { index, entry in
                [
                    Place(
                        steps: steps + [index], keys: keys + [entry.key], node: entry.value,
                        keyPosition: entry.keyPosition)
                ]
                    + places(in: entry.value, steps + [index], keys + [entry.key])
            }
        case .list(let items):
            items.enumerated().flatMap { places(in: $0.element, steps + [$0.offset], keys) }
        default: []
        }
    }

    static func changed(_ node: Node, _ steps: ArraySlice<Int>, _ change: Change, name: String) -> Node {
        guard let step = steps.first else { return node }
        let rest = steps.dropFirst()
        switch node.content {
        case .map(var entries):
            if rest.isEmpty {
                let entry = entries[step]
                switch change {
                case .drop: entries.remove(at: step)
                case .rename:
                    entries[step] = Node.Entry(key: name, keyPosition: entry.keyPosition, value: entry.value)
                case .retype: entries[step].value = retyped(entry.value)
                case .rekey: entries[step].value = Node(.string(name), at: entry.value.position)
                }
            } else {
                entries[step].value = changed(entries[step].value, rest, change, name: name)
            }
            return Node(.map(entries), at: node.position)
        case .list(var items):
            items[step] = changed(items[step], rest, change, name: name)
            return Node(.list(items), at: node.position)
        default: return node
        }
    }

    static func retyped(_ node: Node) -> Node {
        switch node.content {
        case .list, .map: Node(.string("another type"), at: node.position)
        default: Node(.list([node]), at: node.position)
        }
    }

    @Test(arguments: [ExportTree.example, ExportTree.answers])
    func `a changed field is an error, or is said to be left out`(tree: String) throws {
        let files = try ExportTree.files(tree)
        var originals: [String: [Document]] = [:]
        for file in files { originals[file.file.path] = ExportTree.reader.documents(in: file.file).documents }
        let sound = ExportTree.imported(files)
        try #require(sound.findings.errors.isEmpty, "\(sound.findings.errors)")
        let seed: UInt64 = 0x1A_3C71
        var random = SeededRandom(seed: seed)
        var counts: [Change: Int] = [:]
        for _ in 0..<8_000 {
            let path = try #require(files.randomElement(using: &random)).file.path
            guard let document = originals[path]?.first, !path.hasSuffix("LOCAL.yml"),
                let change = Change.allCases.randomElement(using: &random),
                let place = Self.places(in: document.root).filter({ change != .rekey || Self.isPropertyKey($0) })
                    .randomElement(using: &random)
            else { continue }
            let name = "unknown\(random.next() % 1_000_000)"
            var documents = originals
            let root = Self.changed(document.root, place.steps[...], change, name: name)
            documents[path] = [Document(file: path, root: root)]
            let result = ExportTree.imported(files, reader: Prepared(documents: documents))
            counts[change, default: 0] += 1
            let isCovered = Self.isOpaque(place, change, in: path)
            let subject = "seed \(seed): \(change) \(place.keys.joined(separator: ".")) of \(path)"
            switch change {
            case .drop: break
            case .rekey,
                .rename where !isCovered:
                let isFound = result.findings.errors.contains {
                    $0.code == .sourceUnknownField && $0.message.contains("`\(name)`")
                        && (change == .rekey || $0.location?.line == Int(place.keyPosition.line))
                }
                #expect(isFound, "\(subject) is no error: \(result.codes())")
            case .retype where !isCovered && !Self.isNull(place.node):
                let isFound = result.findings.errors.contains {
                    $0.code == .sourceWrongType && $0.location?.line == Int(place.node.position.line)
                }
                #expect(isFound, "\(subject) is no error: \(result.codes())")
            default:
                #expect(result.findings.findings.contains { $0.location?.file == path }, "\(subject) is silent")
            }
            if result.findings.hasErrors { #expect(result.manifests.isEmpty, "\(subject): errors and manifests") }
        }
        let figures = Change.allCases.map { "\(counts[$0] ?? 0) \($0)" }.joined(separator: ", ")
        print("mutations of \(tree): \(figures), seed \(seed)")
        #expect(counts.values.reduce(0, +) >= 5_000)
    }

    /// Whether the field names a property of an authenticator or a connector that has a counterpart.
    static func isPropertyKey(_ place: Place) -> Bool {
        let (last, list) = (place.keys.last ?? "", place.keys.dropLast().last ?? "")
        return ["name", "key"].contains(last) && ["properties", "provisioningProperties"].contains(list)
    }

    static func isNull(_ node: Node) -> Bool {
        if case .null = node.content { true } else { false }
    }

    /// Whether the change lies where the server's own names are kept.
    static func isOpaque(_ place: Place, _ change: Change, in path: String) -> Bool {
        let outer = change == .rename ? place.keys.dropLast() : place.keys[...]
        let isApplication = path.hasPrefix("Applications/")
        if place.keys.suffix(2) == ["inboundAuthenticationRequestConfigs", "properties"] { return true }
        return outer.contains { opaque.contains($0) && (isApplication || $0 != "claimConfig") }
    }
}
