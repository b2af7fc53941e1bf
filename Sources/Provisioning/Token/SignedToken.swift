package import Model

/// A compact JWS (RFC 7515 §7.1), taken apart. Its claims can be had only with a key that verifies them.
package struct SignedToken: Sendable {
    /// Why the bytes are no such token. Never quotes them.
    package struct Failure: Error, Hashable, Sendable {
        package let reason: String
    }

    /// `alg`, as written.
    package let algorithm: String
    /// `typ`, in lower case, without `application/` (RFC 7515 §4.1.9).
    package let type: String?
    package let keyID: String?
    let signed: [UInt8]
    let signature: [UInt8]
    private let payload: [UInt8]

    /// Longest `kid` that is looked for.
    static let longestKeyID = 256

    package init(_ bytes: [UInt8]) throws(Failure) {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3 else {
            throw Failure(
                reason: parts.count == 5
                    ? "an encrypted token (JWE), expected a signed one"
                    : "expected three parts with `.` between them, found \(parts.count)")
        }
        guard let head = Base64URL.decoded(parts[0]), let payload = Base64URL.decoded(parts[1]),
            let signature = Base64URL.decoded(parts[2])
        else { throw Failure(reason: "a part is no base64url without padding") }
        guard let header = (try? JSONReader.read(head))?.map else {
            throw Failure(reason: "the token's header is no JSON object")
        }
        guard header["crit"] == nil else {
            throw Failure(reason: "the header demands extensions (`crit`) that we do not have")
        }
        guard let algorithm = header["alg"]?.string else { throw Failure(reason: "the header lacks `alg`") }
        switch header["kid"] {
        case nil: keyID = nil
        case .string(let id) where !id.isEmpty && id.utf8.count <= Self.longestKeyID: keyID = id
        default: throw Failure(reason: "`kid` must be text of 1 to \(Self.longestKeyID) bytes")
        }
        switch header["typ"] {
        case nil: type = nil
        case .string(let written):
            let lower = written.lowercased()
            type = lower.hasPrefix("application/") ? String(lower.dropFirst("application/".count)) : lower
        default: throw Failure(reason: "`typ` must be text")
        }
        self.algorithm = algorithm
        self.signature = signature
        self.payload = payload
        signed = Array(bytes[..<(parts[2].startIndex - 1)])
    }

    /// What came of looking for a key that verifies the token.
    package enum Verdict: Hashable, Sendable {
        case claims(ValueMap)
        /// No key of the set has the token's `kid` and fits its algorithm.
        case noKey
        case wrongSignature
        /// The signature is right; what it signs is no JSON object.
        case noClaims
    }

    /// Verifies the signature with the keys of this `kid`, or with each that fits when the token names none.
    func verified(by keys: KeySet, as algorithm: SignatureAlgorithm) async -> Verdict {
        guard algorithm.rawValue == self.algorithm else { return .wrongSignature }
        let candidates = keys.candidates(for: keyID, algorithm)
        guard !candidates.isEmpty else { return .noKey }
        for key in candidates where await key.verifies(signature, of: signed, as: algorithm) {
            guard let claims = (try? JSONReader.read(payload))?.map else { return .noClaims }
            return .claims(claims)
        }
        return .wrongSignature
    }
}
