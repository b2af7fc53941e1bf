import Crypto
import Foundation
import Model
import Provisioning

/// Signs tokens with keys of the test, rightly or as a forger would.
enum TokenSigner: CaseIterable, Sendable {
    case es256, es384, edDSA
    /// Unsigned (RFC 7518 §3.6).
    case unsigned
    /// A MAC with the client secret, and with what everybody can read of a public key.
    case macWithSecret, macWithPublicKey
    /// A key that the provider does not publish, under the name of one that it does, and under one of its own.
    case strangerAsES256, stranger

    static let clientSecret = "s3cret of the client: ü%&+"

    private static let p256 = P256.Signing.PrivateKey()
    private static let p384 = P384.Signing.PrivateKey()
    private static let ed25519 = Curve25519.Signing.PrivateKey()
    private static let foreign = P256.Signing.PrivateKey()

    static let keySet = Value.object(
        (
            "keys",
            .list([
                jwk(.es256, "EC", "P-256", p256.publicKey.rawRepresentation),
                jwk(.es384, "EC", "P-384", p384.publicKey.rawRepresentation),
                jwk(.edDSA, "OKP", "Ed25519", ed25519.publicKey.rawRepresentation),
            ])
        ))

    private static func jwk(_ signer: Self, _ type: String, _ curve: String, _ point: Data) -> Value {
        let half = type == "EC" ? point.count / 2 : point.count
        var members = [
            ValueMap.Entry(key: "kty", value: .string(type)), ValueMap.Entry(key: "crv", value: .string(curve)),
            ValueMap.Entry(key: "kid", value: .string(signer.keyID)),
            ValueMap.Entry(key: "x", value: .string(base64URL(point.prefix(half)))),
        ]
        if type == "EC" { members.append(ValueMap.Entry(key: "y", value: .string(base64URL(point.suffix(half))))) }
        return .map(ValueMap(members))
    }

    var algorithm: String {
        switch self {
        case .es256, .strangerAsES256, .stranger: "ES256"
        case .es384: "ES384"
        case .edDSA: "EdDSA"
        case .unsigned: "none"
        case .macWithSecret, .macWithPublicKey: "HS256"
        }
    }

    var keyID: String {
        switch self {
        case .stranger: "key-of-a-stranger"
        case .es384: "key-ES384"
        case .edDSA: "key-EdDSA"
        default: "key-ES256"
        }
    }

    func halfHash(of token: String) -> String {
        let bytes = Array(token.utf8)
        return switch self {
        case .es384: Self.base64URL(Array(SHA384.hash(data: bytes)).prefix(24))
        case .edDSA: Self.base64URL(Array(SHA512.hash(data: bytes)).prefix(32))
        default: Self.base64URL(Array(SHA256.hash(data: bytes)).prefix(16))
        }
    }

    func signed(_ header: ValueMap, _ claims: ValueMap) -> String {
        let text = [header, claims].map { Self.base64URL(JSONBody.bytes(of: .map($0))) }.joined(separator: ".")
        let bytes = Array(text.utf8)
        let signature: [UInt8]? =
            switch self {
            case .es256: (try? Self.p256.signature(for: bytes)).map { Array($0.rawRepresentation) }
            case .es384: (try? Self.p384.signature(for: bytes)).map { Array($0.rawRepresentation) }
            case .edDSA: (try? Self.ed25519.signature(for: bytes)).map(Array.init)
            case .strangerAsES256, .stranger:
                (try? Self.foreign.signature(for: bytes)).map { Array($0.rawRepresentation) }
            case .unsigned: []
            case .macWithSecret: Self.mac(bytes, Array(Self.clientSecret.utf8))
            case .macWithPublicKey: Self.mac(bytes, Array(Self.p256.publicKey.pemRepresentation.utf8))
            }
        return "\(text).\(Self.base64URL(signature ?? []))"
    }

    private static func mac(_ bytes: [UInt8], _ key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: bytes, using: SymmetricKey(data: key)))
    }

    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
