/// The signature algorithms that we verify (RFC 7518 §3, RFC 8037, RFC 9864): public keys only, so that nobody can pass off what
/// everybody can read as a shared secret.
package enum SignatureAlgorithm: String, ManifestChoice, Hashable {
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case es256 = "ES256"
    case es384 = "ES384"
    case edDSA = "EdDSA"
    /// The name that says the curve (RFC 9864 §2.2); the signature is the same.
    case ed25519 = "Ed25519"
}
