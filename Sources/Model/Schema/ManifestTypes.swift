/// A whole number within bounds that its type knows.
package struct Count<Bounds: CountBounds>: ManifestScalar, Hashable {
    package let number: Int

    package init(_ number: Int) {
        self.number = number
    }

    package static var shape: Shape { .integer(Bounds.range) }
    package var canonical: Value { .int(number) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        let number: Int
        switch node.content {
        case .int(let written): number = written
        // A plain text that spells a number can only come from a variable.
        case .string(let text) where node.isPlain && Int(text) != nil: number = Int(text) ?? 0
        default:
            reading.reportType(of: node, expected: "a whole number")
            return nil
        }
        guard Bounds.range.contains(number) else {
            reading.report(
                .outOfRange, at: node.position,
                "\(number) is outside \(Bounds.range.lowerBound) to \(Bounds.range.upperBound)")
            return nil
        }
        return Accepted(Self(number), canonical: .int(number))
    }
}

package protocol CountBounds: Sendable, Hashable {
    static var range: ClosedRange<Int> { get }
}

/// A length of time from 1 ms to 24 h, written `500ms`, `10s`, `5m` or `2h`.
extension Duration: ManifestScalar {
    package static var allowed: ClosedRange<Duration> { .milliseconds(1) ... .seconds(86_400) }
    package static var shape: Shape { .duration(allowed) }
    package var canonical: Value { .string(written) }

    /// Whole milliseconds, rounded down.
    package var inMilliseconds: Int {
        Int(components.seconds) * 1000 + Int(components.attoseconds / 1_000_000_000_000_000)
    }

    /// The shortest exact form: `90s` stays `90s`, `120s` becomes `2m`.
    package var written: String {
        let milliseconds = inMilliseconds
        for (unit, size) in [("h", 3_600_000), ("m", 60_000), ("s", 1000)]
        where milliseconds >= size && milliseconds % size == 0 {
            return "\(milliseconds / size)\(unit)"
        }
        return "\(milliseconds)ms"
    }

    /// Reads the written form, or `nil`.
    package init?(written text: String) {
        guard let unitStart = text.firstIndex(where: { !$0.isASCII || !$0.isNumber }),
            let count = Int(text[..<unitStart]), count >= 0, count < 1_000_000_000
        else { return nil }
        switch text[unitStart...] {
        case "ms": self = .milliseconds(count)
        case "s": self = .seconds(count)
        case "m": self = .seconds(count * 60)
        case "h": self = .seconds(count * 3600)
        default: return nil
        }
    }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Duration>? {
        guard let text = reading.text(node, form: .anything) else { return nil }
        guard let duration = Duration(written: text) else {
            reading.report(
                .malformedText, at: node.position, "`\(text)` is no duration",
                hint: "write a number and a unit: 500ms, 10s, 5m or 2h")
            return nil
        }
        guard allowed.contains(duration) else {
            reading.report(.outOfRange, at: node.position, "\(text) is outside 1ms to 24h")
            return nil
        }
        return Accepted(duration, canonical: duration.canonical)
    }
}

/// A word from a closed list.
package protocol ManifestChoice: ManifestScalar, RawRepresentable<String>, CaseIterable {}

extension ManifestChoice {
    package static var shape: Shape { .choice(allCases.map(\.rawValue)) }
    package var canonical: Value { .string(rawValue) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.choice(node, as: Self.self, code: .unknownChoice)
            .map { Accepted($0, canonical: .string($0.rawValue)) }
    }
}

extension SecretReference: ManifestScalar {
    package static var shape: Shape { .secret }
    package var canonical: Value { .secret(self) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<SecretReference>? {
        guard case .map(let entries) = node.content else {
            reading.report(
                .literalSecret, at: node.position, "a secret can't be written in a manifest",
                hint: "use {env: NAME} or {file: path}", isSensitive: true)
            return nil
        }
        guard entries.count == 1, let entry = entries.first,
            case .string(let target) = entry.value.content, !target.isEmpty,
            let reference = SecretReference(manifestKey: entry.key, target: target)
        else {
            reading.report(
                .exactlyOne, at: node.position, "a secret reference is exactly one of `env` and `file`",
                hint: "write {env: NAME} or {file: path}", isSensitive: true)
            return nil
        }
        return Accepted(reference, canonical: .secret(reference))
    }
}

/// An absolute http or https address without user information or fragment.
package struct WebAddress: ManifestScalar, Hashable {
    /// As written; without a trailing `/` unless it was asked for.
    package let text: String

    /// The host, lower case, without port; an IPv6 address keeps its brackets.
    package let host: String
    package let isEncrypted: Bool

    /// `nil` when `text` is no such address.
    package init?(_ text: String) {
        var written = text
        let read: (length: Int, host: String, isEncrypted: Bool)? = written.withUTF8 { all in
            let bytes = all.last == UInt8(ascii: "/") ? all.dropLast() : all[...]
            guard bytes.allSatisfy(Self.isAllowed) else { return nil }
            let isEncrypted = Self.begins(bytes, with: "https://")
            guard isEncrypted || Self.begins(bytes, with: "http://") else { return nil }
            let rest = bytes.dropFirst(isEncrypted ? 8 : 7)
            let authority = rest.prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
            return Self.host(of: authority).map { (bytes.count, $0, isEncrypted) }
        }
        guard let read else { return nil }
        self.text = read.length == written.utf8.count ? written : String(written.dropLast())
        host = read.host
        isEncrypted = read.isEncrypted
    }

    /// The address with the trailing `/` that was written: where two texts are compared, or the address is whole.
    package init?(verbatim text: String) {
        guard let read = WebAddress(text) else { return nil }
        self.text = text
        host = read.host
        isEncrypted = read.isEncrypted
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// - Parameter start: In lower case; letters count in either case.
    private static func begins(_ bytes: Bytes, with start: StaticString) -> Bool {
        guard bytes.count >= start.utf8CodeUnitCount else { return false }
        return start.withUTF8Buffer { start in
            zip(bytes, start).allSatisfy { byte, wanted in
                (0x41...0x5A).contains(byte) ? byte | 0x20 == wanted : byte == wanted
            }
        }
    }

    /// Visible ASCII without what RFC 3986 excludes, and without fragments (`#`).
    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\\"), UInt8(ascii: "^"),
            UInt8(ascii: "`"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"), UInt8(ascii: "#"):
            false
        default: byte > 0x20 && byte < 0x7F
        }
    }

    private static func host(of authority: Bytes) -> String? {
        guard !authority.contains(UInt8(ascii: "@")) else { return nil }
        let isBracketed = authority.first == UInt8(ascii: "[")
        var host = authority.prefix { $0 != (isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")) }
        if isBracketed {
            guard host.count < authority.count else { return nil }
            host = authority.prefix(host.count + 1)
        }
        let port = authority.dropFirst(host.count)
        guard !host.isEmpty, port.isEmpty || port.first == UInt8(ascii: ":") && isPort(port.dropFirst()) else {
            return nil
        }
        let name = String(decoding: host, as: UTF8.self)
        return host.contains { (0x41...0x5A).contains($0) } ? name.lowercased() : name
    }

    private static func isPort(_ digits: Bytes) -> Bool {
        UInt16(String(decoding: digits, as: UTF8.self)).map { $0 > 0 } ?? false
    }

    /// The address names this machine, so that plain http stays on it.
    package var isLoopback: Bool {
        host == "localhost" || host == "[::1]" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    package static var shape: Shape {
        .text(TextForm(name: "an http or https address", pattern: "^https?://[^\\s@#]+$") { WebAddress($0) != nil })
    }
    package var canonical: Value { .string(text) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let text = reading.text(node, form: .anything) else { return nil }
        guard let address = Self(text) else {
            reading.report(
                .malformedText, at: node.position,
                "not an absolute http or https address without user name and fragment",
                hint: "write it like https://host.example/path")
            return nil
        }
        return Accepted(address, canonical: address.canonical)
    }
}

/// A name that refers to another resource.
package struct ResourceName<Target: ReferenceTarget>: ManifestScalar, Hashable {
    package let name: String

    package init(_ name: String) {
        self.name = name
    }

    package static var shape: Shape { .reference(Target.kind) }
    package var canonical: Value { .string(name) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        guard let name = reading.text(node, form: .resourceName) else { return nil }
        reading.noteReference(to: ResourceKey(Target.kind, name), at: node.position)
        return Accepted(Self(name), canonical: .string(name))
    }
}

package protocol ReferenceTarget: Sendable, Hashable {
    static var kind: ResourceKind { get }
}
