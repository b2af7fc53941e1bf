import Crypto
import Model

/// Compares secrets without telling by time how much of them is right.
enum ConsoleToken {
    /// Compares digests, which are of one length and compared in constant time (swift-crypto promises it).
    static func areEqual(_ one: Redacted, _ other: Redacted) -> Bool {
        SHA256.hash(data: Array(one.revealed.utf8)) == SHA256.hash(data: Array(other.revealed.utf8))
    }
}
