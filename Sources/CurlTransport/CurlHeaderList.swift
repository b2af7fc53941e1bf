import CLibCurl
import Provisioning

/// Owns the header fields of one request in libcurl's form.
struct CurlHeaderList: ~Copyable {
    /// Fields that say where a message ends or how the connection is used: they are the transport's own.
    private static let framing: Set = [
        "connection", "content-length", "expect", "keep-alive", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade",
    ]
    /// Fields that libcurl adds by itself unless told not to.
    private static let unasked = ["Accept", "Content-Type", "Expect"]

    private(set) var pointer: UnsafeMutablePointer<curl_slist>?

    /// Takes the fields as given. A field that could break the message apart is `refused`; reasons show no value.
    init(_ fields: [HTTPHeader], userAgent: String) throws(TransportError) {
        pointer = nil
        var names = Set<String>()
        for field in fields {
            try append(field)
            names.insert(field.name.lowercased())
        }
        if !names.contains("user-agent") { try append(HTTPHeader("User-Agent", userAgent)) }
        for name in Self.unasked where !names.contains(name.lowercased()) { try append(line: name + ":") }
    }

    deinit {
        curl_slist_free_all(pointer)
    }

    private mutating func append(_ field: HTTPHeader) throws(TransportError) {
        guard !field.name.isEmpty, field.name.utf8.allSatisfy(Self.isTokenCharacter) else {
            throw .refused("a header name is not a token, expected letters, digits and `-`")
        }
        guard !Self.framing.contains(field.name.lowercased()) else {
            throw .refused("the header `\(field.name)` is set by the transport")
        }
        guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw .refused("the value of the header `\(field.name)` has a control character")
        }
        // In libcurl's form a field without a value is written with a semicolon; `name:` would remove it.
        let isBlank = field.value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        try append(line: isBlank ? "\(field.name);" : "\(field.name): \(field.value)")
    }

    private mutating func append(line: String) throws(TransportError) {
        guard let longer = curl_slist_append(pointer, line) else { throw .unsent("out of memory for the headers") }
        pointer = longer
    }

    /// RFC 9110 §5.6.2 `tchar`.
    private static func isTokenCharacter(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
