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

    /// The id that the answer names; `nil` when it is none, or holds a secret of ours: ids are stored and shown.
    package func accountID(_ text: String) -> RemoteAccountID? {
        SecretBlot.blotted(text, of: secrets) == text ? RemoteAccountID(answered: text) : nil
    }

    /// The body as JSON, with dots in place of our secrets in its texts; `nil` when it is no JSON.
    package var json: Value? {
        (try? JSONReader.read(response.body)).map { SecretBlot.blotted($0, of: secrets) }
    }

    /// Text of the answer as it may be shown: secrets blotted out, one line, at most 200 characters.
    package func shown(_ text: String) -> String {
        let line = String(SecretBlot.blotted(text, of: secrets).map { $0.isNewline || $0.isWhitespace ? " " : $0 })
        let printable = String(line.unicodeScalars.filter { $0.properties.generalCategory != .control })
        return printable.count <= 200 ? printable : printable.prefix(199) + "…"
    }
}

enum SecretBlot {
    /// The text with dots in place of each secret. One shorter than four characters would blot out half a language.
    static func blotted(_ text: String, of secrets: [String]) -> String {
        secrets.filter { $0.count >= 4 }.reduce(text) { text, secret in
            var result = ""
            var rest = Substring(text)
            while let head = secret.first, let start = rest.firstIndex(of: head) {
                result += rest[..<start]
                if rest[start...].hasPrefix(secret) {
                    result += "••••••••"
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
