import JWTKit
import Model

/// A public key that verifies signatures.
struct VerificationKey: Sendable {
    private enum Material: Sendable {
        case rsa(Insecure.RSA.PublicKey)
        case p256(ES256PublicKey)
        case p384(ES384PublicKey)
        case ed25519(EdDSA.PublicKey)
    }

    let id: String?
    let algorithms: Set<SignatureAlgorithm>
    private let material: Material

    /// Reads a JSON Web Key (RFC 7517 §4).
    ///
    /// - Returns: `nil` for one that can't verify our algorithms: of another type, for encryption, a shared secret, an
    ///   RSA key below 2048 bits, a point that is not on its curve.
    init?(jwk: Value) {
        if let use = jwk["use"], use != .string("sig") { return nil }
        if let operations = jwk["key_ops"]?.list, !operations.contains(.string("verify")) { return nil }
        func member(_ name: String) -> String? { jwk[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }
        switch (jwk["kty"]?.string, jwk["crv"]?.string) {
        case ("RSA", _):
            guard let modulus = member("n"), let exponent = member("e"),
                let key = try? Insecure.RSA.PublicKey(modulus: modulus, exponent: exponent)
            else { return nil }
            material = .rsa(key)
        case ("EC", "P-256"):
            guard let x = member("x"), let y = member("y"), let key = try? ES256PublicKey(parameters: (x, y)) else {
                return nil
            }
            material = .p256(key)
        case ("EC", "P-384"):
            guard let x = member("x"), let y = member("y"), let key = try? ES384PublicKey(parameters: (x, y)) else {
                return nil
            }
            material = .p384(key)
        case ("OKP", "Ed25519"):
            guard let x = member("x"), let key = try? EdDSA.PublicKey(x: x, curve: .ed25519) else { return nil }
            material = .ed25519(key)
        default: return nil
        }
        let able = Self.algorithms(of: material)
        let named = jwk["alg"]?.string
        algorithms = named.map { name in able.filter { $0.rawValue == name } } ?? able
        guard !algorithms.isEmpty else { return nil }
        id = member("kid")
    }

    /// Reads one PEM block: a public key or a certificate, whose dates and issuer are not looked at.
    init?(pem: String) {
        if let key = (try? Insecure.RSA.PublicKey(pem: pem)) ?? (try? Insecure.RSA.PublicKey(certificatePEM: pem)) {
            material = .rsa(key)
        } else if let key = (try? ES256PublicKey(pem: pem)) ?? (try? ES256PublicKey(certificate: pem)) {
            material = .p256(key)
        } else if let key = (try? ES384PublicKey(pem: pem)) ?? (try? ES384PublicKey(certificate: pem)) {
            material = .p384(key)
        } else if let key = try? EdDSA.PublicKey(pem: pem) {
            material = .ed25519(key)
        } else {
            return nil
        }
        id = nil
        algorithms = Self.algorithms(of: material)
    }

    private static func algorithms(of material: Material) -> Set<SignatureAlgorithm> {
        switch material {
        case .rsa: [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        case .p256: [.es256]
        case .p384: [.es384]
        case .ed25519: [.edDSA, .ed25519]
        }
    }

    func verifies(_ signature: [UInt8], of signed: [UInt8], as algorithm: SignatureAlgorithm) async -> Bool {
        guard algorithms.contains(algorithm) else { return false }
        let keys = JWTKeyCollection()
        switch material {
        case .rsa(let key):
            switch algorithm {
            case .rs256: await keys.add(rsa: key, digestAlgorithm: .sha256)
            case .rs384: await keys.add(rsa: key, digestAlgorithm: .sha384)
            case .rs512: await keys.add(rsa: key, digestAlgorithm: .sha512)
            case .ps256: await keys.add(pss: key, digestAlgorithm: .sha256)
            case .ps384: await keys.add(pss: key, digestAlgorithm: .sha384)
            case .ps512: await keys.add(pss: key, digestAlgorithm: .sha512)
            case .es256, .es384, .edDSA, .ed25519: return false
            }
        case .p256(let key): await keys.add(ecdsa: key)
        case .p384(let key): await keys.add(ecdsa: key)
        case .ed25519(let key): await keys.add(eddsa: key)
        }
        guard let verifier = try? await keys.getKey() else { return false }
        return (try? verifier.verify(signature, signs: signed)) ?? false
    }
}
