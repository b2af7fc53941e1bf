import Crypto
import Model

/// A token sent as `Authorization: Bearer` (RFC 6750 §2.1).
struct BearerToken {
    private let token: Redacted

    /// - Throws: R5002 when there is none.
    init(of request: TriggerRequest) throws(TriggerRefusal) {
        let parts = (request.header("authorization") ?? "").split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else {
            throw .badProof(
                "the header `Authorization` is missing or no bearer token", hint: "send `Authorization: Bearer TOKEN`")
        }
        token = Redacted(String(parts[1]))
    }

    /// Compares digests, which are of one length and compared in constant time (swift-crypto promises it).
    func matches(_ expected: Redacted) -> Bool {
        SHA256.hash(data: Array(token.revealed.utf8)) == SHA256.hash(data: Array(expected.revealed.utf8))
    }

    /// Checks a token that is asked for besides another proof.
    ///
    /// - Throws: R5002, or R5015 when ours can't be had.
    static func check(
        _ expected: SecretReference?, of request: TriggerRequest, by means: ProofMeans
    ) throws(TriggerRefusal) {
        guard let expected else { return }
        guard try BearerToken(of: request).matches(try means.resolve(expected)) else {
            throw .badProof("the bearer token is not the trigger's")
        }
    }
}
