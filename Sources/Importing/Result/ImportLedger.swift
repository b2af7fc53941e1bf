import Model
import Reconciling

/// What an import gathers on its way.
struct ImportLedger {
    /// Unknown fields that a person said may be left out.
    let leavingOut: Set<String>
    var findings: [Diagnostic] = []
    private(set) var manifests: [ImportedManifest] = []
    private(set) var secrets: [SecretVariable] = []
    private(set) var keywords: Set<String> = []
    private var names: [ResourceKind: ResourceNames] = [:]
    private var variables = VariableNames()

    init(leavingOut: Set<String> = []) {
        self.leavingOut = leavingOut
    }

    mutating func report(
        _ code: DiagnosticCode, at location: SourceLocation, path: FieldPath? = nil, _ message: String,
        hint: String? = nil
    ) {
        findings.append(.ofSource(code, at: location, path: path, message, hint: hint))
    }

    /// A name for a resource that the export calls `text`.
    mutating func name(_ kind: ResourceKind, for text: String, at location: SourceLocation) -> String {
        let (name, isNumbered) = names[kind, default: ResourceNames()].name(for: text, fallback: kind.aliases[0])
        if isNumbered {
            report(
                .sourceRenamed, at: location, "`\(text)` becomes the \(kind.rawValue) `\(name)`",
                hint: "another one took the name without the number")
        }
        return name
    }

    /// A text of the export as a manifest writes it.
    mutating func text(_ text: String) -> Value {
        let (written, found) = SourceText.manifest(text)
        keywords.formUnion(found)
        return .string(written)
    }

    /// A reference in the place of a secret; the secret itself goes no further.
    mutating func secret(
        _ written: String?, of resource: ResourceKey, at path: FieldPath, named field: String,
        location: SourceLocation, note: String? = nil
    ) -> Value {
        let name = variables.name(for: resource.name, field)
        let origin = Self.origin(of: written)
        if origin == .clear {
            report(
                .sourceClearSecret, at: location,
                "a secret stands here in clear; the manifest refers to \(name) instead", hint: Self.replace)
        }
        secrets.append(SecretVariable(name: name, resource: resource, path: path, origin: origin, note: note))
        return .secret(.environment(name))
    }

    /// Warns of a secret in clear that no manifest needs.
    mutating func reportClear(_ written: String, at location: SourceLocation) {
        guard Self.origin(of: written) == .clear else { return }
        report(
            .sourceClearSecret, at: location, "a secret stands here in clear; no manifest needs it", hint: Self.replace)
    }

    private static let replace = "remove it from the export and replace it at its service"

    private static func origin(of written: String?) -> SecretVariable.Origin {
        guard let written, !written.isEmpty else { return .absent }
        if SourceText.isMask(written) { return .masked }
        return SourceText.keyword(written).map { .keyword($0) } ?? .clear
    }

    mutating func add(_ key: ResourceKey, spec: Value, source: SourceLocation) {
        let manifest = Value.object(
            ("apiVersion", .string(Manifest.apiVersion)), ("kind", .string(key.kind.rawValue)),
            ("metadata", .object(("name", .string(key.name)))), ("spec", spec))
        manifests.append(ImportedManifest(key: key, value: manifest, source: source))
    }

    var result: ImportedTree {
        let all = Diagnostics(findings)
        return ImportedTree(
            manifests: all.hasErrors ? [] : manifests.sorted { $0.key < $1.key }, findings: all,
            secrets: secrets.sorted { $0.name < $1.name }, keywords: keywords.sorted())
    }
}
