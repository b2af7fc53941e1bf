package import Model

/// How requests to a target prove who we are; secrets by reference.
package enum Credentials: Sendable {
    /// RFC 6750 §2.1.
    case bearer(SecretReference)
    /// RFC 7617.
    case basic(username: String, password: SecretReference)
    case header(name: String, value: SecretReference)
    /// A token of RFC 6749 in the same field as `bearer`.
    case token(any TokenGrant)

    /// The field that holds the secret.
    var headerName: String {
        switch self {
        case .bearer, .basic, .token: "Authorization"
        case .header(let name, _): name
        }
    }

    /// A header with the secret in it, and the texts that must not be seen anywhere else.
    struct Proof: Sendable {
        let header: HTTPHeader
        let secrets: [String]

        static func bearer(_ token: String) -> Proof {
            Proof(header: HTTPHeader("Authorization", "Bearer \(token)", isSensitive: true), secrets: [token])
        }
    }

    enum Kind: Sendable {
        case ready(Proof)
        /// A token has to be asked for.
        case token(any TokenGrant)
    }

    func kind(by resolver: any SecretResolving) throws(SecretFailure) -> Kind {
        switch self {
        case .token(let grant): return .token(grant)
        case .bearer(let reference): return .ready(.bearer(try Self.resolve(reference, by: resolver)))
        case .basic(let username, let reference):
            let password = try Self.resolve(reference, by: resolver)
            let encoded = "\(username):\(password)".utf8.inBase64
            return .ready(
                Proof(
                    header: HTTPHeader("Authorization", "Basic \(encoded)", isSensitive: true),
                    secrets: [password, encoded]))
        case .header(let name, let reference):
            let value = try Self.resolve(reference, by: resolver)
            return .ready(Proof(header: HTTPHeader(name, value, isSensitive: true), secrets: [value]))
        }
    }

    /// A secret that can stand in a header: a control character would end the header early.
    static func resolve(
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
