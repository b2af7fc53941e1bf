import Crypto
import FoundationEssentials
package import Model

/// The three headers of Standard Webhooks (https://www.standardwebhooks.com, specification 1.0).
package struct StandardSignature {
    /// Most signatures looked at; a sender lists two while it rotates its secret.
    static let mostSignatures = 8
    static let longestID = 256

    let id: String
    /// As written: the signature covers this text.
    private let timestamp: String
    private let signedAt: Timestamp
    /// The `v1` signatures, decoded. Other versions are skipped, as the specification says.
    private let candidates: [[UInt8]]

    /// Reads the headers.
    ///
    /// - Throws: R5002 when one is missing or malformed.
    init(of request: TriggerRequest) throws(TriggerRefusal) {
        guard let id = request.header("webhook-id"), !id.isEmpty, id.utf8.count <= Self.longestID else {
            throw .badProof("the header `webhook-id` is missing, empty or too long")
        }
        guard let timestamp = request.header("webhook-timestamp"), (1...12).contains(timestamp.utf8.count),
            timestamp.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(timestamp)
        else {
            throw .badProof(
                "the header `webhook-timestamp` is missing or no number", hint: "send whole seconds since 1970")
        }
        guard let header = request.header("webhook-signature") else {
            throw .badProof(
                "the header `webhook-signature` is missing", hint: "send `v1,` and the signature in base64")
        }
        self.id = id
        self.timestamp = timestamp
        signedAt = Timestamp(seconds: seconds)
        candidates = header.split(separator: " ").prefix(Self.mostSignatures).compactMap { item in
            guard item.hasPrefix("v1,") else { return nil }
            let written = String(item.dropFirst(3))
            // One text for one code (RFC 4648 §3.5): a decoder that forgives would take several.
            guard let code = Data(base64Encoded: written), code.base64EncodedString() == written else { return nil }
            return [UInt8](code)
        }
    }

    /// Whether one of the signatures is right.
    ///
    /// - Throws: R5015 for a secret that is no base64 behind `whsec_`.
    func matches(body: [UInt8], secret: Redacted) throws(TriggerRefusal) -> Bool {
        let expected = try Self.code(id: id, timestamp: timestamp, body: body, secret: secret)
        // Every candidate is compared, each in constant time (swift-crypto compares codes that way).
        return candidates.reduce(0) { $0 + (expected == $1 ? 1 : 0) } > 0
    }

    /// Ask this last, so that only the holder of the secret learns about the window.
    ///
    /// - Throws: R5003.
    func requireInWindow(at now: Timestamp) throws(TriggerRefusal) {
        guard ReplayWindow.standard.admits(signedAt, at: now) else {
            throw TriggerRefusal(
                .outsideWindow, "signed at \(signedAt), outside five minutes around \(now)",
                hint: "sign each attempt anew and check both clocks")
        }
    }

    /// The headers of a message of ours.
    ///
    /// - Throws: R5015 for a secret that is no base64 behind `whsec_`.
    package static func headers(
        id: String, at now: Timestamp, body: [UInt8], secret: Redacted
    ) throws(TriggerRefusal) -> [(name: String, value: String)] {
        let timestamp = String(now.milliseconds / 1000)
        let code = try code(id: id, timestamp: timestamp, body: body, secret: secret)
        return [
            ("webhook-id", id), ("webhook-timestamp", timestamp),
            ("webhook-signature", "v1," + Data(code).base64EncodedString()),
        ]
    }

    private static func code(
        id: String, timestamp: String, body: [UInt8], secret: Redacted
    ) throws(TriggerRefusal) -> HMAC<SHA256>.MAC {
        var mac = HMAC<SHA256>(key: SymmetricKey(data: try key(of: secret)))
        mac.update(data: Array("\(id).\(timestamp).".utf8))
        mac.update(data: body)
        return mac.finalize()
    }

    private static func key(of secret: Redacted) throws(TriggerRefusal) -> [UInt8] {
        let text = secret.revealed
        guard text.hasPrefix("whsec_") else { return Array(text.utf8) }
        guard let key = Data(base64Encoded: String(text.dropFirst(6))), !key.isEmpty else {
            throw .secretUnavailable("the trigger's secret begins with `whsec_` but is no base64 behind it")
        }
        return [UInt8](key)
    }
}
