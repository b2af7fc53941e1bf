/// A secret's value while it is in use. It prints as dots and can't be encoded.
package struct Redacted: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What stands in the place of a secret.
    package static let dots = "••••••••"

    /// The secret itself: for the wire only.
    package let revealed: String

    package init(_ secret: String) {
        revealed = secret
    }

    package var description: String { Self.dots }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Why a secret could not be had. Names the reference, never a value.
package enum SecretFailure: Error, Hashable, Sendable, CustomStringConvertible {
    case missing(SecretReference)
    case empty(SecretReference)
    case unreadable(SecretReference, reason: String)

    package var description: String {
        switch self {
        case .missing(.environment(let name)): "the environment variable `\(name)` is not set"
        case .missing(.file(let path)): "the secret file `\(path)` does not exist"
        case .empty(let reference): "the secret \(reference) is empty"
        case .unreadable(let reference, let reason): "the secret \(reference) can't be read: \(reason)"
        }
    }
}

/// Resolves secret references at the moment of use, so that a rotated secret counts at once.
package protocol SecretResolving: Sendable {
    func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted
}
