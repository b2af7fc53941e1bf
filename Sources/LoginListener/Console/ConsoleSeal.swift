import Crypto
import Model

/// Sessions and form tokens of this process's console, authentic by a key that nobody else has and that dies with it.
struct ConsoleSeal: Sendable {
    static let life = Duration.seconds(12 * 3600)

    private let key = SymmetricKey(size: .bits256)

    /// A session for somebody who gave the token. It ends with the token: another one does not open it.
    func session(by token: Redacted, at now: Timestamp) -> String {
        let nonce = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
        let content = "\((now + Self.life).milliseconds).\(nonce)"
        return "\(content).\(mark(Self.bound(content, to: token)))"
    }

    func holds(_ session: String, by token: Redacted, at now: Timestamp) -> Bool {
        let parts = session.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let end = Int64(parts[0]), now < Timestamp(milliseconds: end) else { return false }
        return isMark(String(parts[2]), of: Self.bound("\(parts[0]).\(parts[1])", to: token))
    }

    /// What a form of the visitor's pages carries, so that nobody else's page can post it.
    func formToken(of visitor: String) -> String { mark(Array("form \(visitor)".utf8)) }

    func holds(formToken: String, of visitor: String) -> Bool { isMark(formToken, of: Array("form \(visitor)".utf8)) }

    private static func bound(_ content: String, to token: Redacted) -> [UInt8] {
        Array("session \(content) ".utf8) + SHA256.hash(data: Array(token.revealed.utf8))
    }

    private func mark(_ bytes: [UInt8]) -> String {
        HMAC<SHA256>.authenticationCode(for: bytes, using: key).hexadecimal
    }

    /// Compares in constant time, as swift-crypto does with digests of one length.
    private func isMark(_ text: String, of bytes: [UInt8]) -> Bool {
        SHA256.hash(data: Array(text.utf8)) == SHA256.hash(data: Array(mark(bytes).utf8))
    }
}
