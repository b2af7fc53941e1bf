package import Model

/// An answer of a target, and the care that nothing shown of it holds our secrets: a target may echo them.
package struct RemoteAnswer: Sendable {
    package let response: HTTPResponse
    private let secrets: [String]

    package init(_ response: HTTPResponse, hiding secrets: [String] = []) {
        self.response = response
        self.secrets = secrets
    }

    package var status: Int { response.status }
    package var body: [UInt8] { response.body }
    package func header(_ name: String) -> String? { response.header(name) }

    /// The body as JSON as the target wrote it, whatever its media type says; a byte order mark is none of it.
    ///
    /// With secrets of ours in it, if the target has them: to compare, and to write back what is foreign; never to show.
    package var rawJSON: Value? {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return try? JSONReader.read(body.starts(with: mark) ? Array(body.dropFirst(mark.count)) : body)
    }

    /// The same with dots in place of our secrets.
    package var json: Value? {
        guard let value = rawJSON else { return nil }
        return SecretBlot.mayHold(body, any: secrets) ? SecretBlot.blotted(value, of: secrets) : value
    }

    /// The id that the answer names; `nil` when it is none, or holds a secret of ours: ids are stored and shown.
    package func accountID(_ text: String) -> RemoteAccountID? {
        SecretBlot.blotted(text, of: secrets) == text ? RemoteAccountID(answered: text) : nil
    }

    /// Text of the answer as it may be shown: secrets blotted out, one line, at most 200 characters.
    package func shown(_ text: String) -> String {
        let line = String(SecretBlot.blotted(text, of: secrets).map { $0.isNewline || $0.isWhitespace ? " " : $0 })
        let printable = String(line.unicodeScalars.filter { $0.properties.generalCategory != .control })
        return printable.count <= 200 ? printable : printable.prefix(199) + "…"
    }
}

enum SecretBlot {
    /// Whether JSON can hold one of the secrets: an escape may hide one. Long answers rarely can.
    static func mayHold(_ body: [UInt8], any secrets: [String]) -> Bool {
        guard !secrets.isEmpty else { return false }
        return body.contains(UInt8(ascii: "\\")) || secrets.contains { isFound(Array($0.utf8), in: body) }
    }

    private static func isFound(_ text: [UInt8], in body: [UInt8]) -> Bool {
        guard let head = text.first else { return false }
        var rest = body[...]
        while let start = rest.firstIndex(of: head) {
            if rest[start...].starts(with: text) { return true }
            rest = rest[(start + 1)...]
        }
        return false
    }

    /// The text with dots in place of each secret. One shorter than four characters would blot out half a language.
    static func blotted(_ text: String, of secrets: [String]) -> String {
        secrets.filter { $0.count >= 4 }.reduce(text) { text, secret in
            var result = ""
            var rest = Substring(text)
            while let head = secret.first, let start = rest.firstIndex(of: head) {
                result += rest[..<start]
                if rest[start...].hasPrefix(secret) {
                    result += Redacted.dots
                    rest = rest[rest.index(start, offsetBy: secret.count)...]
                } else {
                    result.append(head)
                    rest = rest[rest.index(after: start)...]
                }
            }
            return result + rest
        }
    }

    static func blotted(_ value: Value, of secrets: [String]) -> Value {
        switch value {
        case .string(let text): .string(blotted(text, of: secrets))
        case .list(let items): .list(items.map { blotted($0, of: secrets) })
        case .map(let map):
            .map(
                ValueMap(
                    map.entries.map { entry in
                        ValueMap.Entry(
                            key: blotted(entry.key, of: secrets), value: blotted(entry.value, of: secrets))
                    }))
        case .null, .bool, .int, .number, .secret: value
        }
    }

    static func blotted(_ error: TransportError, of secrets: [String]) -> TransportError {
        switch error {
        case .unsent(let reason): .unsent(blotted(reason, of: secrets))
        case .ambiguous(let reason): .ambiguous(blotted(reason, of: secrets))
        case .refused(let reason): .refused(blotted(reason, of: secrets))
        case .cancelled: .cancelled
        }
    }
}
