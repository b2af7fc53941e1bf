import Crypto

/// Texts that nobody guesses, and how they are compared.
enum Nonce {
    /// 256 random bits in base64url.
    static func text(by random: @Sendable () -> UInt64) -> String {
        let words = (0..<4).map { _ in random() }
        return Base64URL.encoded(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
    }

    /// Takes the same time wherever they differ: digests are compared in constant time (swift-crypto promises it).
    static func matches(_ one: String, _ other: String) -> Bool {
        SHA256.hash(data: Array(one.utf8)) == SHA256.hash(data: Array(other.utf8))
    }

    /// The S256 challenge of a code verifier (RFC 7636 §4.2).
    static func challenge(of verifier: String) -> String {
        Base64URL.encoded(Array(SHA256.hash(data: Array(verifier.utf8))))
    }
}
