/// Scheme, host and port of a web address (RFC 6454 §6.1).
package struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
    /// As browsers write it: lower case, without the scheme's own port.
    package let text: String
    /// Host, with the port when it is not the scheme's own: as in a `Host` header.
    package let authority: String

    package var description: String { text }
}

extension WebAddress {
    package var origin: WebOrigin {
        let scheme = isEncrypted ? "https" : "http"
        let rest = text.dropFirst(scheme.count + 3)
        var authority = rest.prefix { $0 != "/" && $0 != "?" }.lowercased()
        let ownPort = isEncrypted ? ":443" : ":80"
        if authority.hasSuffix(ownPort) { authority.removeLast(ownPort.count) }
        return WebOrigin(text: "\(scheme)://\(authority)", authority: authority)
    }
}
