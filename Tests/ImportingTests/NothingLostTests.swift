import Importing
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

/// Each value of the sample trees is changed once: the manifests or the findings change with it, or a finding says by
/// name that the field, or something around it, is left out.
struct NothingLostTests {
    /// What a value says beyond whether it is there; not for secrets, of which only that matters.
    static func other(_ node: Node) -> Node? {
        switch node.content {
        case .string(let text): Node(.string(text + "-2"), at: node.position)
        case .bool(let flag): Node(.bool(!flag), at: node.position)
        case .int(let number): Node(.int(number + 1), at: node.position)
        default: nil
        }
    }

    static func replaced(_ node: Node, _ steps: ArraySlice<Int>) -> Node {
        guard let step = steps.first else { return other(node) ?? node }
        switch node.content {
        case .map(var entries):
            entries[step].value = replaced(entries[step].value, steps.dropFirst())
            return Node(.map(entries), at: node.position)
        case .list(var items):
            items[step] = replaced(items[step], steps.dropFirst())
            return Node(.list(items), at: node.position)
        default: return node
        }
    }

    /// Fields whose value may change without any consequence, and why.
    static let free: [String: String] = [
        "stepOrder": "only the order of the steps counts", "id": "only the order of the steps counts",
        "requested": "a claim with a default value, or at its usual field, is provisioned anyway",
        "isDefault": "the default authenticator is said twice",
    ]

    /// What a person gets to see.
    static func outcome(_ tree: ImportedTree) -> [String] {
        tree.manifests.map { "\($0.key) \($0.value)" } + tree.findings.sorted.map { "\($0.code.id) \($0.message)" }
            + tree.secrets.map { "\($0)" } + tree.keywords
    }

    @Test(arguments: [ExportTree.example, ExportTree.answers])
    func `no value is dropped in silence`(tree: String) throws {
        let files = try ExportTree.files(tree)
        var originals: [String: [Document]] = [:]
        for file in files { originals[file.file.path] = ExportTree.reader.documents(in: file.file).documents }
        let sound = ExportTree.imported(files)
        let expected = Self.outcome(sound)
        var (changed, named) = (0, 0)
        for (path, documents) in originals.sorted(by: { $0.key < $1.key }) where !path.hasSuffix("LOCAL.yml") {
            let document = try #require(documents.first)
            let warned = sound.findings.findings.filter { $0.location?.file == path && $0.code == .sourceLeftOut }
            let secrets = sound.findings.findings.filter { $0.code == .sourceClearSecret }
            for place in MutationTests.places(in: document.root) where Self.other(place.node) != nil {
                var all = originals
                all[path] = [Document(file: path, root: Self.replaced(document.root, place.steps[...]))]
                let result = ExportTree.imported(files, reader: MutationTests.Prepared(documents: all))
                guard Self.outcome(result) == expected else {
                    changed += 1
                    continue
                }
                guard Self.free[place.keys.last ?? ""] == nil else { continue }
                named += 1
                let names = place.keys + [Self.property(of: place, in: document.root)].compactMap(\.self)
                let isNamed = warned.contains { finding in names.contains { finding.message.contains("`\($0)`") } }
                let isWhole = !sound.manifests.contains { $0.source.file == path }
                let around = Self.around(place, in: document.root, isWhole: isWhole)
                let isInside = (warned + secrets).contains { finding in
                    around.contains { finding.location == SourceLocation(file: path, at: $0) }
                }
                #expect(
                    isNamed || isInside,
                    "\(path):\(place.node.position.line) \(place.keys.joined(separator: ".")) is lost without a word")
            }
        }
        print("values of \(tree): \(changed) tell, \(named) are named as left out")
        #expect(changed > 50)
    }

    /// The places of the maps that a value lies in; the outermost one only for a file that is left out whole.
    static func around(_ place: MutationTests.Place, in root: Node, isWhole: Bool) -> [Position] {
        var places: [Position] = isWhole ? [root.position] : []
        var node = root
        for step in place.steps.dropLast() {
            node = child(of: node, at: step)
            if case .map = node.content { places.append(node.position) }
        }
        return places
    }

    /// The key of the property that a value belongs to.
    static func property(of place: MutationTests.Place, in root: Node) -> String? {
        guard place.keys.last == "value" else { return nil }
        let node = place.steps.dropLast().reduce(root) { child(of: $0, at: $1) }
        guard case .string(let key)? = (node["name"] ?? node["key"])?.content else { return nil }
        return key
    }

    private static func child(of node: Node, at step: Int) -> Node {
        switch node.content {
        case .map(let entries): entries[step].value
        case .list(let items): items[step]
        default: node
        }
    }
}
