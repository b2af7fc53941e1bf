import Provisioning

/// An answer while it arrives, within its limits.
struct CurlAnswer {
    /// Which limit an answer breaks, in bytes.
    enum Excess: Error, Hashable {
        case headers(Int)
        case body(Int)
    }

    /// What a piece of an answer is: one header line with its line break, or bytes of the body.
    enum Part {
        case header
        case body
    }

    let largestHeaders: Int
    let largestBody: Int
    private(set) var headers: [HTTPHeader] = []
    private(set) var body: [UInt8] = []
    private var headerBytes = 0
    /// Trailers come the same way as headers and are not kept.
    private var isPastHeaders = false

    init(largestHeaders: Int, largestBody: Int) {
        self.largestHeaders = largestHeaders
        self.largestBody = largestBody
    }

    mutating func take(_ part: Part, _ bytes: UnsafeRawBufferPointer) throws(Excess) {
        switch part {
        case .header: try takeHeader(bytes)
        case .body: try takeBody(bytes)
        }
    }

    /// A status line starts over: what came before was an interim answer.
    private mutating func takeHeader(_ line: UnsafeRawBufferPointer) throws(Excess) {
        headerBytes += line.count
        guard headerBytes <= largestHeaders else { throw .headers(largestHeaders) }
        let text = line.prefix { $0 != 0x0D && $0 != 0x0A }
        if text.starts(with: "HTTP/".utf8) {
            headers = []
            isPastHeaders = false
        } else if text.isEmpty {
            isPastHeaders = true
        } else if !isPastHeaders {
            takeField(text)
        }
    }

    private mutating func takeBody(_ bytes: UnsafeRawBufferPointer) throws(Excess) {
        guard bytes.count <= largestBody - body.count else { throw .body(largestBody) }
        body.append(contentsOf: bytes)
    }

    func response(status: Int) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: body)
    }

    private mutating func takeField(_ text: Slice<UnsafeRawBufferPointer>) {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        if let first = text.first, isSpace(first) {
            // RFC 9112 §5.2: an obsolete folded line continues the field before it.
            guard let last = headers.popLast() else { return }
            let more = String(decoding: text.drop(while: isSpace), as: UTF8.self)
            headers.append(HTTPHeader(last.name, "\(last.value) \(more)", isSensitive: last.isSensitive))
            return
        }
        guard let colon = text.firstIndex(of: 0x3A) else { return }
        let name = String(decoding: text[..<colon], as: UTF8.self)
        var value = text[text.index(after: colon)...].drop(while: isSpace)
        while let end = value.last, isSpace(end) { value.removeLast() }
        headers.append(
            HTTPHeader(
                name, String(decoding: value, as: UTF8.self), isSensitive: name.lowercased() == "set-cookie"))
    }
}
