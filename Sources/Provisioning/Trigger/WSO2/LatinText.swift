/// Bodies that the sender signed as UTF-8 and wrote as ISO-8859-1.
enum LatinText {
    /// The bytes, taken for ISO-8859-1, as UTF-8; `nil` when they are ASCII, which is the same in both.
    static func asUTF8(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 64)
        for byte in bytes {
            if byte < 0x80 {
                text.append(byte)
            } else {
                text.append(0xC0 | byte >> 6)
                text.append(0x80 | byte & 0x3F)
            }
        }
        return text
    }

    /// The bytes when they are UTF-8, else what they are in it.
    static func readable(_ bytes: [UInt8]) -> [UInt8] {
        String(validating: bytes, as: UTF8.self) != nil ? bytes : asUTF8(bytes) ?? bytes
    }
}
