package import Model

/// How requests to a target prove who we are; secrets by reference.
package enum Credentials: Hashable, Sendable {
    /// RFC 6750 §2.1.
    case bearer(SecretReference)
    /// RFC 7617.
    case basic(username: String, password: SecretReference)
    case header(name: String, value: SecretReference)

    /// The field that holds the secret.
    var headerName: String {
        switch self {
        case .bearer, .basic: "Authorization"
        case .header(let name, _): name
        }
    }

    /// A header with the secret in it, and the texts that must not be seen anywhere else.
    struct Proof: Sendable {
        let header: HTTPHeader
        let secrets: [String]
    }

    func proof(by resolver: any SecretResolving) throws(SecretFailure) -> Proof {
        switch self {
        case .bearer(let reference):
            let token = try Self.resolve(reference, by: resolver)
            return Proof(
                header: HTTPHeader("Authorization", "Bearer \(token)", isSensitive: true), secrets: [token])
        case .basic(let username, let reference):
            let password = try Self.resolve(reference, by: resolver)
            let encoded = "\(username):\(password)".utf8.inBase64
            return Proof(
                header: HTTPHeader("Authorization", "Basic \(encoded)", isSensitive: true),
                secrets: [password, encoded])
        case .header(let name, let reference):
            let value = try Self.resolve(reference, by: resolver)
            return Proof(header: HTTPHeader(name, value, isSensitive: true), secrets: [value])
        }
    }

    /// A secret that can stand in a header: a control character would end the header early.
    private static func resolve(
        _ reference: SecretReference, by resolver: any SecretResolving
    ) throws(SecretFailure) -> String {
        let secret = try resolver.resolve(reference).revealed
        guard !secret.isEmpty else { throw .empty(reference) }
        guard secret.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .unreadable(reference, reason: "it holds a line break or another control character")
        }
        return secret
    }
}

extension Sequence<UInt8> {
    /// The bytes in base64 (RFC 4648 §4), padded.
    var inBase64: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let bytes = Array(self)
        var output: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<Swift.min(start + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0..<4 {
                output.append(place <= group.count ? alphabet[bits >> (18 - 6 * place) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: output, as: UTF8.self)
    }
}
