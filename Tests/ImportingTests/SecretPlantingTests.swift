import Importing
import Model
import Reconciling
import TestSupport
import Testing
import YAMLReader

/// Trees that have secrets in clear wherever a secret may stand, sound and broken: none is ever repeated.
struct SecretPlantingTests {
    static let planted = "PLANTED-s3cr3t"

    /// Every text and property that holds a secret, and all that belongs to the server alone.
    static func planting(_ node: Node, isHidden: Bool = false) -> Node {
        switch node.content {
        case .map(var entries):
            let key = node["name"]?.content ?? node["key"]?.content
            let isSecret = if case .string(let name)? = key { secrets.contains(name) } else { false }
            for index in entries.indices {
                let name = entries[index].key
                let hides =
                    isHidden || isSecret && name == "value"
                    || ["inboundConfigurationProtocol", "clientSecret"].contains(name)
                entries[index].value = planting(entries[index].value, isHidden: hides)
            }
            return Node(.map(entries), at: node.position)
        case .list(let items): return Node(.list(items.map { planting($0, isHidden: isHidden) }), at: node.position)
        case .string where isHidden: return Node(.string(planted), at: node.position)
        default: return node
        }
    }

    static let secrets: Set<String> = [
        "ClientSecret", "scim2-password", "scim2-access-token", "scim2-api-key-value", "scim2-default-pwd",
        "google_prov_private_key", "sf-client-secret", "sf-password",
    ]

    @Test func `every key that the tables call a secret is planted here`() {
        let tables = WSO2Properties.authenticators + WSO2Properties.connectors
        #expect(Set(tables.flatMap(\.properties).filter(\.isSecret).map(\.key)) == Self.secrets)
    }

    static func text(_ tree: ImportedTree) -> String {
        tree.manifests.map { YAMLWriter.write($0.value) }.joined()
            + tree.findings.findings.map { "\($0.message) \($0.hint ?? "") \($0.path?.description ?? "")" }.joined()
            + "\(tree.secrets) \(tree.keywords)"
    }

    @Test(arguments: [ExportTree.example, ExportTree.answers])
    func `a planted secret is repeated nowhere, whatever else is wrong`(tree: String) throws {
        let files = try ExportTree.files(tree)
        var documents: [String: [Document]] = [:]
        for file in files {
            documents[file.file.path] = ExportTree.reader.documents(in: file.file).documents.map {
                Document(file: $0.file, root: Self.planting($0.root))
            }
        }
        let sound = ExportTree.imported(files, reader: MutationTests.Prepared(documents: documents))
        #expect(sound.findings.errors.isEmpty)
        #expect(sound.codes(.warning).contains("R7017"))
        #expect(!Self.text(sound).contains(Self.planted))
        let seed: UInt64 = 77
        var random = SeededRandom(seed: seed)
        for _ in 0..<1_500 {
            let path = try #require(files.randomElement(using: &random)).file.path
            guard let document = documents[path]?.first,
                let place = MutationTests.places(in: document.root).randomElement(using: &random),
                let change = MutationTests.Change.allCases.randomElement(using: &random)
            else { continue }
            let root = MutationTests.changed(document.root, place.steps[...], change, name: "unknown")
            var changed = documents
            changed[path] = [Document(file: path, root: root)]
            let result = ExportTree.imported(files, reader: MutationTests.Prepared(documents: changed))
            #expect(
                !Self.text(result).contains(Self.planted),
                "seed \(seed): \(change) \(place.keys.joined(separator: ".")) of \(path)")
        }
    }

    @Test func `the same tree in JSON gives the same manifests`() throws {
        let files = try ExportTree.files(ExportTree.example)
        let inJSON = try files.map { file in
            let root = try #require(ExportTree.reader.documents(in: file.file).documents.first).root
            let path = file.file.path.dropLast(4) + ".json"
            return WSO2Tree.File(
                folder: file.folder, file: ManifestFile(path: String(path), bytes: Array(Self.json(root).utf8)))
        }
        let (first, second) = (ExportTree.imported(files), ExportTree.imported(inJSON))
        #expect(second.findings.errors.isEmpty)
        #expect(first.manifests.map(\.value) == second.manifests.map(\.value))
        #expect(first.findings.findings.count == second.findings.findings.count)
    }

    static func json(_ node: Node) -> String {
        switch node.content {
        case .null: "null"
        case .bool(let flag): "\(flag)"
        case .int(let number): "\(number)"
        case .number(let number): "\(number)"
        case .string(let text): "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined() + "\""
        case .list(let items): "[" + items.map(json).joined(separator: ", ") + "]"
        case .map(let entries): "{" + entries.map { "\"\($0.key)\": \(json($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
