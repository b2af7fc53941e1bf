import Crypto
import Model

/// The signature of an event: `sha256=` and the HMAC-SHA256 of the body in hexadecimal.
struct EventSignature {
    /// The publisher of the Identity Server, and the hub of Asgardeo (WebSub 1.0 §7.1).
    static let headers = ["x-wso2-event-signature", "x-hub-signature"]

    private static let algorithm = "sha256="
    private let candidates: [[UInt8]]

    /// - Throws: R5002 when neither header is there.
    init(of request: TriggerRequest) throws(TriggerRefusal) {
        let values = Self.headers.compactMap { request.header($0) }
        guard !values.isEmpty else {
            throw .badProof(
                "the headers `\(Self.headers[0])` and `\(Self.headers[1])` are both missing",
                hint: "set the secret of the webhook at the sender; without one it signs nothing")
        }
        candidates = values.compactMap { value in
            guard value.prefix(Self.algorithm.count).lowercased() == Self.algorithm else { return nil }
            return Self.bytes(hexadecimal: value.dropFirst(Self.algorithm.count))
        }
    }

    /// Whether a signature covers the bytes.
    func covers(_ body: [UInt8], secret: Redacted) -> Bool {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: Array(secret.revealed.utf8)))
        mac.update(data: body)
        let expected = mac.finalize()
        // Every candidate is compared, each in constant time (swift-crypto compares codes that way).
        return candidates.reduce(0) { $0 + (expected == $1 ? 1 : 0) } > 0
    }

    private static func bytes(hexadecimal text: Substring) -> [UInt8]? {
        let digits = text.utf8.map { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
            default: nil
            }
        }
        let known = digits.compactMap(\.self)
        guard known.count == digits.count, known.count == 2 * SHA256.byteCount else { return nil }
        return stride(from: 0, to: known.count, by: 2).map { known[$0] << 4 | known[$0 + 1] }
    }
}
