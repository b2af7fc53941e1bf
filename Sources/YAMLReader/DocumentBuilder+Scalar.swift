import CLibYAML
import Model

extension DocumentBuilder {
    /// The node of the current scalar event.
    mutating func scalar() -> Node {
        let position = events.position
        let bytes = events.scalar
        if let tag = events.tag { return tagged(tag, bytes, at: position) }
        guard events.isPlainScalar else { return Node(.string(String(decoding: bytes, as: UTF8.self)), at: position) }
        switch CoreScalars.meaning(of: bytes) {
        case .text: return Node(.string(String(decoding: bytes, as: UTF8.self)), at: position, isPlain: true)
        case .null: return Node(.null, at: position, isPlain: true)
        case .bool(let flag): return Node(.bool(flag), at: position, isPlain: true)
        case .int(let number): return Node(.int(number), at: position, isPlain: true)
        case .number(let number): return Node(.number(number), at: position, isPlain: true)
        case .tooLarge:
            report(
                Finding(
                    .outOfRange, at: position, "this number is larger than 64 bits hold",
                    hint: "write a smaller number, or quote it if it is text"))
        case .notFinite:
            report(
                Finding(
                    .wrongType, at: position, "expected a finite number, found infinity or no number",
                    hint: "write a number, or quote it if it is text"))
        }
        return placeholder(at: position)
    }

    private mutating func tagged(_ tag: CoreTag, _ bytes: UnsafeBufferPointer<UInt8>, at position: Position) -> Node {
        let meaning = CoreScalars.meaning(of: bytes)
        switch (tag, meaning) {
        case (.text, _), (.nonSpecific, _): return Node(.string(String(decoding: bytes, as: UTF8.self)), at: position)
        case (.int, .int(let number)): return Node(.int(number), at: position)
        case (.float, .int(let number)): return Node(.number(Double(number)), at: position)
        case (.float, .number(let number)): return Node(.number(number), at: position)
        case (.bool, .bool(let flag)): return Node(.bool(flag), at: position)
        case (.null, .null): return Node(.null, at: position)
        case (.unsupported, _): reportUnsupportedTag(at: position)
        case (.int, _): reportMismatch("a whole number", at: position)
        case (.float, _): reportMismatch("a finite number", at: position)
        case (.bool, _): reportMismatch("`true` or `false`", at: position)
        case (.null, _): reportMismatch("nothing", at: position)
        case (.list, _): reportMismatch("a list", at: position)
        case (.map, _): reportMismatch("a map", at: position)
        }
        return placeholder(at: position)
    }

    /// Checks the tag of the list or map that the current event begins.
    mutating func checkTag(allowing allowed: CoreTag, found: String) {
        guard let tag = events.tag, tag != allowed, tag != .nonSpecific else { return }
        guard tag != .unsupported else { return reportUnsupportedTag(at: events.position) }
        report(
            Finding(
                .wrongType, at: events.position, "the tag names a different type, found \(found)",
                hint: "remove the tag"))
    }

    private mutating func reportUnsupportedTag(at position: Position) {
        report(
            Finding(
                .unsupportedTag, at: position, "this tag is not one of the core tags",
                hint: "remove the tag, or quote a text that begins with `!`"))
    }

    private mutating func reportMismatch(_ expected: String, at position: Position) {
        report(
            Finding(
                .wrongType, at: position, "the tag says \(expected), found another type",
                hint: "remove the tag or correct the value"))
    }
}
