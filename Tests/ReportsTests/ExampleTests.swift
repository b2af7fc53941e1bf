import Model
import Provisioning
import Reconciling
import Reports
import Testing
import YAMLReader

/// What `explain` shows as an example is read by the real reader.
struct ExampleTests {
    static let catalogue = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: templateReading)

    /// Fields that mean something only with another one.
    static let dependent = [
        "provisioningPattern", "separator", "tenantDomain", "attribute", "secret", "values", "keyId",
        "clientAuthentication",
    ]

    struct Place: Sendable, CustomTestStringConvertible {
        let kind: ResourceKind
        let type: String?
        let path: [String]
        var testDescription: String { ([kind.rawValue] + path).joined(separator: ".") + (type.map { " \($0)" } ?? "") }
    }

    /// Every field of every kind and type.
    static let places: [Place] = ResourceKind.allCases.flatMap { kind -> [Place] in
        let types = ExampleManifest.types(of: kind, catalogue)
        return (types.isEmpty ? [nil] : types.map(Optional.some)).flatMap { type in
            SchemaPath.fields(of: kind).flatMap { places(SchemaPath.Entry(type: nil, field: $0), at: [], kind, type) }
        }
    }

    private static func places(
        _ entry: SchemaPath.Entry, at path: [String], _ kind: ResourceKind, _ type: String?
    ) -> [Place] {
        guard entry.type == nil || entry.type == type else { return [] }
        let path = path + [entry.field.name]
        return [Place(kind: kind, type: type, path: path)]
            + SchemaPath.entries(under: entry, catalogue).flatMap { places($0, at: path, kind, type) }
    }

    private func findings(_ lines: [String]) async -> [String] {
        let text = lines.joined(separator: "\n") + "\n"
        let loaded = await ManifestLoader(
            reader: YAMLNodeReader(), variables: VariableSubstitution([:]), catalogue: Self.catalogue, parallelism: 1
        ).load([ManifestFile(path: "e", bytes: Array(text.utf8))])
        return loaded.findings.findings.map { "\($0.code.id) \($0.path.map { "\($0)" } ?? "") \($0.message)" }
    }

    @Test func `the example of every field is valid where it stands`() async {
        #expect(Self.places.count > 150)
        for place in Self.places {
            let lines = ExampleManifest.lines(
                of: place.kind, type: place.type, including: place.path, Self.catalogue)
            let found = await findings(lines)
            let isDependent = Self.dependent.contains(place.path.last ?? "")
            #expect(
                found.isEmpty || isDependent && !found.contains { !$0.contains(place.path.last ?? "") },
                "\(place.testDescription): \(found)\n\(lines.joined(separator: "\n"))")
            let shown = ExampleManifest.lines(of: place.kind, at: place.path, type: place.type, Self.catalogue)
            #expect(!shown.contains { $0.hasSuffix(": …") }, "\(place.testDescription) needs an example")
            #expect(shown.contains { $0.contains(place.path.last ?? "-") })
        }
    }
}
