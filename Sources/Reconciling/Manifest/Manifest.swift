package import Model

/// One resource as a manifest declares it, with what it refers to.
///
/// A reference, since thousands of them are sorted and passed along.
package final class Manifest: Sendable {
    package let resource: Resource
    package let references: [Reference]
    package let attributeUses: [AttributeUse]
    /// The name until now: an instruction for one apply, and no part of the resource.
    package let renamedFrom: String?
    /// The other names of a login flow's application.
    let identifiers: [String]

    package convenience init(
        resource: Resource, references: [Reference] = [], attributeUses: [AttributeUse] = [],
        renamedFrom: String? = nil
    ) {
        self.init(resource, spec: resource.spec, references, attributeUses, renamedFrom: renamedFrom)
    }

    /// - Parameter spec: As in the resource, which has it encoded.
    private init(
        _ resource: Resource, spec: Value, _ references: [Reference], _ attributeUses: [AttributeUse],
        renamedFrom: String?
    ) {
        self.renamedFrom = renamedFrom
        self.resource = resource
        self.references = references
        self.attributeUses = attributeUses
        identifiers =
            resource.key.kind == .loginFlow
            ? (spec["application"]?["identifiers"]?.list ?? []).compactMap(\.string) : []
    }

    package static let apiVersion = "reconcile/v1"

    /// Reads a document into a resource.
    package static func read(_ document: Document, catalogue: SchemaCatalogue) -> ManifestReading {
        let reading = Reading(file: document.file, catalogue: catalogue)
        guard case .map(let entries) = document.root.content, !entries.isEmpty else {
            reading.report(
                .notAResource, at: document.root.position, "expected a resource, found \(document.root.kindInWords)",
                hint: "a resource is a map with apiVersion, kind, metadata and spec")
            return ManifestReading(
                outcome: .broken(BrokenManifest(key: nil, source: location(of: document), reading)),
                findings: reading.findings)
        }
        let (key, complete) = read(document.root, in: reading, file: document.file)
        guard let complete, reading.findings.isEmpty else {
            return ManifestReading(
                outcome: .broken(BrokenManifest(key: key, source: location(of: document), reading)),
                findings: reading.findings)
        }
        let manifest = Manifest(
            complete.resource, spec: complete.spec, reading.references, reading.attributeUses,
            renamedFrom: complete.renamedFrom)
        return ManifestReading(outcome: .complete(manifest), findings: [])
    }

    private static func location(of document: Document) -> SourceLocation {
        SourceLocation(file: document.file, at: document.root.position)
    }

    private static func read(
        _ root: Node, in reading: Reading, file: String
    ) -> (key: ResourceKey?, complete: (resource: Resource, spec: Value, renamedFrom: String?)?) {
        guard var object = ObjectReader(root, in: reading) else { return (nil, nil) }
        checkVersion(&object, in: reading)
        let kind = kind(&object, in: reading)
        let metadata = part("metadata", of: &object, in: reading) { Metadata.read($0, in: reading) }
        let spec = part("spec", of: &object, in: reading) { node in kind.flatMap { $0.readSpec(node, in: reading) } }
        object.finish(exactlyOneOf: [])
        guard let kind, let name = metadata?.value.name ?? name(in: root) else { return (nil, nil) }
        let key = ResourceKey(kind, name)
        guard let metadata, let spec else { return (key, nil) }
        var described = metadata.canonical.map ?? ValueMap()
        described["name"] = nil
        described["renamedFrom"] = nil
        let resource = Resource(
            key: key, body: .object(("metadata", .map(described)), ("spec", spec)),
            source: SourceLocation(file: file, at: root.position))
        return (key, (resource, spec, metadata.value.renamedFrom))
    }

    /// The name of a resource whose metadata has other problems.
    private static func name(in root: Node) -> String? {
        guard case .string(let name)? = root["metadata"]?["name"]?.content, TextForm.resourceName.accepts(name) else {
            return nil
        }
        return name
    }

    private static func checkVersion(_ object: inout ObjectReader, in reading: Reading) {
        guard let node = object.written("apiVersion") else {
            reading.report(
                .missingField, at: object.node.position, "`apiVersion` is required",
                hint: "add apiVersion: \(apiVersion)")
            return
        }
        reading.inside(.key("apiVersion")) {
            guard let version = reading.text(node, form: .anything), version != apiVersion else { return }
            reading.report(
                .unknownVersion, at: node.position, "`\(version)` is not a version this program reads",
                hint: "use \(apiVersion)")
        }
    }

    private static func kind(_ object: inout ObjectReader, in reading: Reading) -> ResourceKind? {
        guard let node = object.written("kind") else {
            let kinds = ResourceKind.allCases.map(\.rawValue).joined(separator: ", ")
            reading.report(.missingField, at: object.node.position, "`kind` is required", hint: "one of \(kinds)")
            return nil
        }
        reading.enter(.key("kind"))
        defer { reading.leave() }
        return reading.choice(node, as: ResourceKind.self, code: .unknownKind)
    }

    private static func part<Content>(
        _ name: String, of object: inout ObjectReader, in reading: Reading, read: (Node) -> Content?
    ) -> Content? {
        guard let node = object.written(name) else {
            reading.report(.missingField, at: object.node.position, "`\(name)` is required", hint: "add `\(name)`")
            return nil
        }
        reading.enter(.key(name))
        defer { reading.leave() }
        return read(node)
    }
}

/// What came of reading one document.
package struct ManifestReading: Sendable {
    package enum Outcome: Sendable {
        case complete(Manifest)
        case broken(BrokenManifest)
    }

    package let outcome: Outcome
    package let findings: [Diagnostic]
}

/// What could still be told of a manifest with errors, so that the checks across manifests report in the same run.
package struct BrokenManifest: Sendable {
    /// `nil` when kind or name are unreadable.
    package let key: ResourceKey?
    package let source: SourceLocation
    package let references: [Reference]
    package let attributeUses: [AttributeUse]

    init(key: ResourceKey?, source: SourceLocation, _ reading: Reading) {
        self.key = key
        self.source = source
        references = reading.references
        attributeUses = reading.attributeUses
    }
}
