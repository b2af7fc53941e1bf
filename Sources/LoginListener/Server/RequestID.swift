/// Names one request in its answer, in its problem details and in every line of the log about it.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package var description: String { text }

    /// Takes over what the sender, or a proxy before us, calls the request.
    ///
    /// - Returns: `nil` for what could split a line of the log, fill it, or be no name at all.
    package init?(_ sent: String) {
        guard Self.lengths.contains(sent.utf8.count), sent.utf8.allSatisfy(Self.isAllowed) else { return nil }
        text = sent
    }

    /// A name that nobody had before.
    package init() {
        var text = ""
        for _ in 0..<2 {
            let part = String(UInt64.random(in: .min ... .max), radix: 16)
            text += String(repeating: "0", count: 16 - part.count) + part
        }
        self.text = text
    }

    private static let lengths = 1...64

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "-._~:=+/@".utf8.contains(byte)
        }
    }
}
