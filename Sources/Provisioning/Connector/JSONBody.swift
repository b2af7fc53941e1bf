package import Model

/// A body of JSON as others write it: unlike in storage, a key that begins with `$` (such as `$ref`) stays as it is.
package enum JSONBody {
    package static func bytes(of value: Value) -> [UInt8] {
        var bytes: [UInt8] = []
        append(value, to: &bytes)
        return bytes
    }

    private static func append(_ value: Value, to bytes: inout [UInt8]) {
        switch value {
        case .list(let items):
            bytes.append(UInt8(ascii: "["))
            for (index, item) in items.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                append(item, to: &bytes)
            }
            bytes.append(UInt8(ascii: "]"))
        case .map(let map):
            bytes.append(UInt8(ascii: "{"))
            for (index, entry) in map.entries.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                CanonicalJSON.append(quoting: entry.key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                append(entry.value, to: &bytes)
            }
            bytes.append(UInt8(ascii: "}"))
        case .null, .bool, .int, .number, .string, .secret: CanonicalJSON.append(value, to: &bytes)
        }
    }
}
