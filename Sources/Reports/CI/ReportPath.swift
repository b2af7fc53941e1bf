/// Paths as pipelines take them: from the top of the repository.
enum ReportPath {
    /// Without a leading `./`, which GitLab refuses, and without a trailing `/`.
    static func plain(_ path: String) -> String {
        var rest = Substring(path)
        while rest.hasPrefix("./") { rest = rest.dropFirst(2).drop { $0 == "/" } }
        while rest.count > 1, rest.hasSuffix("/") { rest = rest.dropLast() }
        return rest.isEmpty ? "." : String(rest)
    }

    /// A relative reference (RFC 3986 §4.2); of an absolute path a `file:` address (RFC 8089), which code scanning
    /// turns into a relative one.
    static func uri(_ path: String) -> String {
        let encoded = plain(path).utf8.map { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                String(UnicodeScalar(byte))
            default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }.joined()
        return encoded.hasPrefix("/") ? "file://" + encoded : encoded
    }
}
