/// Where a secret is kept. The secret itself never enters the model, the state or a plan.
package enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// An environment variable of the process that uses the secret.
    case environment(String)
    /// A file, read when the secret is used; one trailing line break is dropped.
    case file(String)

    package init?(manifestKey: String, target: String) {
        switch manifestKey {
        case "env": self = .environment(target)
        case "file": self = .file(target)
        default: return nil
        }
    }

    package init?(storageKey: String, target: String) {
        guard storageKey.utf8.first == UInt8(ascii: "$") else { return nil }
        self.init(manifestKey: String(storageKey.dropFirst()), target: target)
    }

    /// `env` or `file`, as a manifest writes it.
    package var manifestKey: String {
        switch self {
        case .environment: "env"
        case .file: "file"
        }
    }

    package var storageKey: String { "$" + manifestKey }

    package var target: String {
        switch self {
        case .environment(let name): name
        case .file(let path): path
        }
    }

    package var description: String { "{\(manifestKey): \(target)}" }
}
