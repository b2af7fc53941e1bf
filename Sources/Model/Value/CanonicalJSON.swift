/// The one byte form of a value: RFC 8259 JSON, keys ascending, no white space, only the escapes JSON demands.
///
/// Used for storage and digests. A secret reference is written `{"$env":"NAME"}` or `{"$file":"path"}`; an
/// ordinary key that begins with `$` gets one more `$`, so the two can't be confused.
package enum CanonicalJSON {
    /// The canonical bytes of `value` as text.
    package static func encode(_ value: Value) -> String {
        var bytes: [UInt8] = []
        // Holds most resources, and is small enough that the allocator has it at hand.
        bytes.reserveCapacity(960)
        append(value, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads back what `encode` wrote.
    ///
    /// - Throws: `JSONReader.Failure` when the text is no JSON.
    package static func decode(_ text: String) throws(JSONReader.Failure) -> Value {
        restore(try JSONReader.read(Array(text.utf8)))
    }

    package static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes += "null".utf8
        case .bool(let flag): bytes += (flag ? "true" : "false").utf8
        case .int(let number): bytes += String(number).utf8
        case .number(let number): bytes += (number.isFinite ? "\(number)" : "null").utf8
        case .string(let text): append(quoting: text, to: &bytes)
        case .secret(let reference):
            append(.object((reference.storageKey, .string(reference.target))), escapingKeys: false, to: &bytes)
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for index in items.indices {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(items[index], to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .map: append(value, escapingKeys: true, to: &bytes)
        }
    }

    private static func append(_ value: Value, escapingKeys: Bool, to bytes: inout [UInt8]) {
        guard case .map(let map) = value else { return }
        bytes.append(UInt8(ascii: "{"))
        map.entries.withUnsafeBufferPointer { entries in
            for index in entries.indices {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                if escapingKeys, entries[index].key.utf8.first == UInt8(ascii: "$") {
                    append(quoting: "$" + entries[index].key, to: &bytes)
                } else {
                    append(quoting: entries[index].key, to: &bytes)
                }
                bytes.append(UInt8(ascii: ":"))
                append(entries[index].value, to: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "}"))
    }

    package static func append(quoting text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        defer { bytes.append(UInt8(ascii: "\"")) }
        let isCopied: Bool? = text.utf8.withContiguousStorageIfAvailable { content in
            guard content.allSatisfy({ $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }) else { return false }
            bytes += content
            return true
        }
        if isCopied == true { return }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): bytes += #"\""#.utf8
            case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
            case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
            case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
            case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes += (#"\u"# + String(repeating: "0", count: 4 - digits.count) + digits).utf8
            default: bytes.append(byte)
            }
        }
    }

    private static func restore(_ value: Value) -> Value {
        switch value {
        case .list(let items): return .list(items.map(restore))
        case .map(let map):
            if map.entries.count == 1, let only = map.entries.first, case .string(let target) = only.value,
                let reference = SecretReference(storageKey: only.key, target: target)
            {
                return .secret(reference)
            }
            return .map(
                ValueMap(
                    map.entries.map { entry in
                        let key = entry.key.hasPrefix("$$") ? String(entry.key.dropFirst()) : entry.key
                        return ValueMap.Entry(key: key, value: restore(entry.value))
                    }))
        default: return value
        }
    }
}
