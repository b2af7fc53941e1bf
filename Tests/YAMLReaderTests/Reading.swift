import Model
import Reconciling
import YAMLReader

func read(_ text: String, limits: YAMLLimits = .standard) -> (documents: [Document], findings: [Diagnostic]) {
    read(Array(text.utf8), limits: limits)
}

func read(_ bytes: [UInt8], limits: YAMLLimits = .standard) -> (documents: [Document], findings: [Diagnostic]) {
    YAMLNodeReader(limits: limits).documents(in: ManifestFile(path: "t.yaml", bytes: bytes))
}

/// `R1004 3:1` for every finding, in order of place.
func codes(_ text: String, limits: YAMLLimits = .standard) -> [String] {
    codes(Array(text.utf8), limits: limits)
}

func codes(_ bytes: [UInt8], limits: YAMLLimits = .standard) -> [String] {
    Diagnostics(read(bytes, limits: limits).findings).sorted.map { finding in
        "\(finding.code.id) \(finding.location.map { "\($0.line):\($0.column)" } ?? "-")"
    }
}

extension Value {
    init(_ node: Node) {
        self =
            switch node.content {
            case .null: .null
            case .bool(let flag): .bool(flag)
            case .int(let number): .int(number)
            case .number(let number): .number(number)
            case .string(let text): .string(text)
            case .list(let items): .list(items.map(Value.init))
            case .map(let entries):
                .map(ValueMap(entries.map { ValueMap.Entry(key: $0.key, value: Value($0.value)) }))
            }
    }
}

/// The documents as canonical JSON.
func json(_ text: String) -> [String] {
    read(text).documents.map { CanonicalJSON.encode(Value($0.root)) }
}
