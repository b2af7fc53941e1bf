import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Secrets from this process's environment and from files, read anew at each use.
struct ProcessSecrets: SecretResolving {
    private static let largest = 64 << 10

    func resolve(_ reference: SecretReference) throws(SecretFailure) -> Redacted {
        let secret: String
        switch reference {
        case .environment(let name):
            // The one variable, not `ProcessInfo.environment`, which copies all of them at each login.
            guard let value = getenv(name) else { throw .missing(reference) }
            secret = String(cString: value)
        case .file(let path):
            guard FileManager.default.fileExists(atPath: path) else { throw .missing(reference) }
            guard let content = FileManager.default.contents(atPath: path) else {
                throw .unreadable(reference, reason: "it can't be opened")
            }
            guard content.count <= Self.largest else {
                throw .unreadable(reference, reason: "it is larger than 64 KiB")
            }
            guard let text = String(validating: content, as: UTF8.self) else {
                throw .unreadable(reference, reason: "it is not UTF-8")
            }
            secret = text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
        }
        guard !secret.isEmpty else { throw .empty(reference) }
        return Redacted(secret)
    }
}
