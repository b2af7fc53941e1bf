/// The signature algorithms that we verify (RFC 7518 §3, RFC 8037): public keys only, so that nobody can pass off what
/// everybody can read as a shared secret.
package enum SignatureAlgorithm: String, ManifestChoice, Hashable {
    case rs256 = "RS256"
    case ps256 = "PS256"
    case es256 = "ES256"
    case es384 = "ES384"
    case edDSA = "EdDSA"
}
