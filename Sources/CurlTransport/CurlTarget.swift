import CLibCurl
import Provisioning

/// Owns a URL as libcurl itself reads it, so that what is checked is what is used.
struct CurlURL: ~Copyable {
    let pointer: OpaquePointer

    init?(_ text: String) {
        guard let pointer = curl_url() else { return nil }
        let flags = UInt32(CURLU_DISALLOW_USER | CURLU_PATH_AS_IS)
        guard curl_url_set(pointer, CURLUPART_URL, text, flags) == CURLUE_OK else {
            curl_url_cleanup(pointer)
            return nil
        }
        self.pointer = pointer
    }

    deinit {
        curl_url_cleanup(pointer)
    }

    func part(_ part: CURLUPart) -> String? {
        var text: UnsafeMutablePointer<CChar>?
        guard curl_url_get(pointer, part, &text, 0) == CURLUE_OK, let text else { return nil }
        defer { curl_free(text) }
        return String(cString: text)
    }
}

/// Where a request goes, after the rules about it: what may be shown, and how it may be reached.
struct CurlTarget {
    /// Scheme, host and port: never user info, path or query.
    let origin: String
    let isLoopback: Bool

    /// Checks the URL's parts; `refused` names the rule, never the URL's query or user info.
    ///
    /// - Parameter mayBePlain: `http` may leave the machine, because the transport or the request says so.
    init(_ url: borrowing CurlURL, mayBePlain: Bool) throws(TransportError) {
        guard let scheme = url.part(CURLUPART_SCHEME)?.lowercased(), let host = url.part(CURLUPART_HOST)?.lowercased()
        else {
            throw .refused("the address has no scheme or no host, expected `https://host/path`")
        }
        origin = "\(scheme)://\(host)" + (url.part(CURLUPART_PORT).map { ":\($0)" } ?? "")
        isLoopback = Self.isLoopback(host)
        switch scheme {
        case "https": break
        case "http" where isLoopback || mayBePlain: break
        case "http": throw .refused("\(origin): plain `http` leaves the machine unprotected, expected `https`")
        default: throw .refused("\(origin): the scheme is `\(scheme)`, expected `https`")
        }
        let path = url.part(CURLUPART_PATH)?.lowercased() ?? "/"
        let dots: Set = [".", "..", "%2e", ".%2e", "%2e.", "%2e%2e"]
        guard path.split(separator: "/").allSatisfy({ !dots.contains(String($0)) }) else {
            throw .refused("\(origin): the path has a dot segment, expected a path without `.` and `..`")
        }
    }

    /// Reads an absolute URL of visible ASCII characters, without user info.
    static func parse(_ text: String) throws(TransportError) -> CurlURL {
        guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .refused("the address has a character that must be percent-encoded")
        }
        guard let url = CurlURL(text) else {
            throw .refused("the address is not an absolute URL without user info, expected `https://host/path`")
        }
        return url
    }

    /// 127.0.0.0/8 (RFC 1122 §3.2.1.3), ::1 and `localhost` (RFC 6761 §6.3), as libcurl writes hosts.
    static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }
}
