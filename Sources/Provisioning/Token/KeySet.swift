import Model

/// The public keys of an issuer.
package struct KeySet: Sendable {
    /// Why a text holds no keys of use.
    package struct Failure: Error, Hashable, Sendable {
        package let reason: String
    }

    let keys: [VerificationKey]

    /// Most keys of one set; each that fits is tried for a token without `kid`.
    static let mostKeys = 64

    /// Reads a JSON Web Key Set (RFC 7517 §5). Keys that can't verify our algorithms are skipped.
    package init(jwks bytes: [UInt8]) throws(Failure) {
        let body: Value
        do throws(JSONReader.Failure) {
            body = try JSONReader.read(bytes)
        } catch {
            throw Failure(reason: "no JSON: \(error)")
        }
        guard let items = body["keys"]?.list else { throw Failure(reason: "no JWK Set: it has no list `keys`") }
        guard items.count <= Self.mostKeys else {
            throw Failure(reason: "\(items.count) keys, at most \(Self.mostKeys) are read")
        }
        keys = items.compactMap { VerificationKey(jwk: $0) }
        guard !keys.isEmpty else {
            throw Failure(
                reason: "none of its \(items.count) keys verifies "
                    + SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", "))
        }
    }

    /// Reads public keys and certificates in PEM (RFC 7468), one block after the other.
    package init(pem text: String) throws(Failure) {
        let begin = "-----BEGIN "
        var blocks: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix(begin) {
                blocks.append(String(line))
            } else if let last = blocks.indices.last {
                blocks[last] += "\n\(line)"
            }
        }
        guard (1...Self.mostKeys).contains(blocks.count) else {
            throw Failure(reason: "no block `-----BEGIN PUBLIC KEY-----` or `-----BEGIN CERTIFICATE-----`")
        }
        var keys: [VerificationKey] = []
        for (index, block) in blocks.enumerated() {
            guard let key = VerificationKey(pem: block + "\n") else {
                throw Failure(
                    reason: "block \(index + 1) is no public key or certificate of RSA (2048 bits or more), P-256, "
                        + "P-384 or Ed25519")
            }
            keys.append(key)
        }
        self.keys = keys
    }

    /// Whether a key has this id, or none, so that it may be meant.
    func mayHold(_ keyID: String?) -> Bool {
        guard let keyID else { return true }
        return keys.contains { $0.id == nil || $0.id == keyID }
    }

    /// The keys that a token of this `kid` and algorithm may be signed with; those of the very id come first.
    func candidates(for keyID: String?, _ algorithm: SignatureAlgorithm) -> [VerificationKey] {
        let able = keys.filter { $0.algorithms.contains(algorithm) }
        guard let keyID else { return able }
        let named = able.filter { $0.id == keyID }
        return named.isEmpty ? able.filter { $0.id == nil } : named
    }
}
