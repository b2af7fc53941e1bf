import Crypto
import FoundationEssentials
package import Model

/// Seals what browsers keep for us: who does not have the key can neither read nor change it.
///
/// Each purpose has a key of its own, derived from the session key (HKDF, RFC 5869), and is authenticated with it, so
/// that what was sealed for one purpose is nothing for another. Sealing is ChaCha20-Poly1305 (RFC 8439) with random
/// nonces.
package struct SessionKeys: Sendable {
    enum Purpose: String, CaseIterable, Sendable {
        case session
        case pending
        case logout

        var label: [UInt8] { Array("reconcile login page v1 \(rawValue)".utf8) }
    }

    /// Shortest session key, in bytes.
    package static let shortest = 32

    /// The keys die with the process.
    package let isTemporary: Bool
    /// By purpose; the first seals, all open.
    private let keys: [Purpose: [SymmetricKey]]

    /// - Parameter secrets: The session keys, the newest first.
    /// - Returns: `nil` when there is none, or one is shorter than `shortest`.
    package init?(_ secrets: [Redacted]) {
        let material = secrets.map { Array($0.revealed.utf8) }
        guard !material.isEmpty, material.allSatisfy({ $0.count >= Self.shortest }) else { return nil }
        self.init(material, isTemporary: false)
    }

    /// Keys for this process alone.
    package init(by random: @Sendable () -> UInt64) {
        let words = (0..<4).map { _ in random() }
        self.init(
            [words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }], isTemporary: true)
    }

    private init(_ material: [[UInt8]], isTemporary: Bool) {
        self.isTemporary = isTemporary
        var keys: [Purpose: [SymmetricKey]] = [:]
        for purpose in Purpose.allCases {
            keys[purpose] = material.map {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: $0), info: purpose.label, outputByteCount: 32)
            }
        }
        self.keys = keys
    }

    /// The content sealed with the first key, in base64url; `nil` when the cipher fails.
    func seal(_ content: [UInt8], for purpose: Purpose) -> String? {
        guard let key = keys[purpose]?.first,
            let box = try? ChaChaPoly.seal(content, using: key, authenticating: purpose.label)
        else { return nil }
        return CookieText.encoded(box.combined)
    }

    /// What was sealed for this purpose with any of the keys; `nil` for everything else.
    func open(_ sealed: String, for purpose: Purpose) -> [UInt8]? {
        guard let bytes = CookieText.decoded(sealed), let box = try? ChaChaPoly.SealedBox(combined: bytes) else {
            return nil
        }
        for key in keys[purpose] ?? [] {
            if let content = try? ChaChaPoly.open(box, using: key, authenticating: purpose.label) {
                return Array(content)
            }
        }
        return nil
    }

    /// A text that only we can make for this subject.
    func token(for subject: String, _ purpose: Purpose) -> String? {
        guard let key = keys[purpose]?.first else { return nil }
        return CookieText.encoded(Data(HMAC<SHA256>.authenticationCode(for: Array(subject.utf8), using: key)))
    }

    /// Whether `token` was made for this subject with one of the keys; compares in constant time.
    func isToken(_ token: String, for subject: String, _ purpose: Purpose) -> Bool {
        guard let code = CookieText.decoded(token) else { return false }
        return (keys[purpose] ?? []).contains {
            HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(subject.utf8), using: $0)
        }
    }
}
