import Crypto
import FoundationEssentials

/// base64url without padding (RFC 4648 §5), which cookies and paths hold as it is.
enum CookieText {
    static func encoded(_ bytes: Data) -> String {
        String(
            bytes.base64EncodedString().compactMap { character in
                switch character {
                case "+": "-"
                case "/": "_"
                case "=": nil
                default: character
                }
            })
    }

    /// Decodes the one spelling that bytes have: a changed text never means the same.
    static func decoded(_ text: String) -> Data? {
        let standard = text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 }
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: String(standard) + padding), encoded(bytes) == text else { return nil }
        return bytes
    }

    /// 128 bits of the text's digest.
    static func digest(_ text: String) -> String {
        encoded(Data(SHA256.hash(data: Array(text.utf8)).prefix(16)))
    }

    /// The text's SHA-256.
    static func wholeDigest(_ text: String) -> String { encoded(Data(SHA256.hash(data: Array(text.utf8)))) }

    /// 128 random bits.
    static func random(by random: () -> UInt64) -> String {
        encoded(Data((0..<2).flatMap { _ in withUnsafeBytes(of: random()) { Array($0) } }))
    }
}
