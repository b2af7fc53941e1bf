package import Model

/// What came of reading an exported tree.
package struct ImportedTree: Sendable {
    /// The manifests, connections first and each kind by name; nothing when a finding is an error.
    package var manifests: [ImportedManifest]
    package var findings: Diagnostics
    /// The variables that hold secrets, by name.
    package var secrets: [SecretVariable]
    /// The exporting tool's keywords that the manifests have as variables `${NAME}`, ascending.
    package var keywords: [String]
}

/// A manifest as a value, and where it came from.
package struct ImportedManifest: Sendable {
    package let key: ResourceKey
    package let value: Value
    package let source: SourceLocation

    /// Where it is written, from the folder of the manifests: `connections/corp-okta.yaml`.
    package var path: String { "\(key.kind.aliases[0])/\(key.name).yaml" }
}

/// An environment variable that must hold a secret before the manifests are used.
package struct SecretVariable: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        case masked
        case keyword(String)
        case clear
        case absent

        package var inWords: String {
            switch self {
            case .masked: "masked in the export"
            case .keyword(let name): "the keyword \(name) in the export"
            case .clear: "in clear in the export: replace it"
            case .absent: "not in the export"
            }
        }
    }

    package let name: String
    package let resource: ResourceKey
    package let path: FieldPath
    package let origin: Origin
    /// What it must hold, where that is not plain from the field.
    package let note: String?
}
