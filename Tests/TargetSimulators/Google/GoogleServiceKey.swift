import Crypto
import CryptoExtras
import Foundation
import Model

/// A service account with a key of its own, as Google gives it out.
package struct GoogleServiceKey: Sendable {
    /// The JSON key file.
    package let file: String
    package let email: String
    package let tokenURL: String
    let keyID: String
    private let publicKey: _RSA.Signing.PublicKey

    package static let googles = "https://oauth2.googleapis.com/token"

    /// Two accounts for tests, made once: a key takes a while.
    package static let first = Result { try GoogleServiceKey(named: "first") }
    package static let second = Result { try GoogleServiceKey(named: "second") }

    package init(named name: String, tokenURL: String = googles) throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let file = Value.object(
            ("type", .string("service_account")), ("project_id", .string("tests")),
            ("private_key_id", .string("key-of-\(name)")), ("private_key", .string(key.pkcs8PEMRepresentation)),
            ("client_email", .string("\(name)@tests.iam.gserviceaccount.com")),
            ("client_id", .string("104857600000000000001")), ("token_uri", .string(tokenURL)))
        try self.init(file: CanonicalJSON.encode(file))
    }

    package init(file text: String) throws {
        let file = try JSONReader.read(Array(text.utf8))
        self.file = text
        email = file["client_email"]?.string ?? ""
        tokenURL = file["token_uri"]?.string ?? ""
        keyID = file["private_key_id"]?.string ?? ""
        publicKey = try _RSA.Signing.PrivateKey(pemRepresentation: file["private_key"]?.string ?? "").publicKey
    }

    /// Lines of the private key: none of them may be seen anywhere.
    package var secretLines: [String] {
        let key = (try? JSONReader.read(Array(file.utf8)))?["private_key"]?.string ?? ""
        return key.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("-") && $0.count > 16 }
    }

    /// The claims of an assertion that this key signed with RS256 (RFC 7515 §5.2); `nil` when it did not.
    func claims(of assertion: String) -> Value? {
        let parts = assertion.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.json(parts[0]), let claims = Self.json(parts[1]),
            header["alg"] == .string("RS256"), header["typ"] == .string("JWT"), header["kid"] == .string(keyID),
            let signature = Self.decoded(parts[2])
        else { return nil }
        let digest = SHA256.hash(data: Data("\(parts[0]).\(parts[1])".utf8))
        let proof = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return publicKey.isValidSignature(proof, for: digest, padding: .insecurePKCS1v1_5) ? claims : nil
    }

    private static func json(_ part: Substring) -> Value? {
        decoded(part).flatMap { try? JSONReader.read([UInt8]($0)) }
    }

    /// Base64url without padding (RFC 7515 §2).
    private static func decoded(_ part: Substring) -> Data? {
        guard !part.contains("=") else { return nil }
        let plain = part.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }
}
