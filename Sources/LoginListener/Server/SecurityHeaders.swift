import HTTPTypes
import Hummingbird

/// What every answer says to browsers and caches, whatever route it is of.
///
/// A page that says something of its own, such as its policy, keeps it.
struct SecurityHeaders: Sendable {
    /// The connection is TLS from the client to us.
    let isEncrypted: Bool

    func add(to headers: inout HTTPFields) {
        let isPage = headers[.contentType]?.hasPrefix("text/html") ?? false
        var fields = [
            // Every answer is of this moment and for this sender, and is what it says it is.
            (HTTPField.Name.cacheControl, "no-store"), (.xContentTypeOptions, "nosniff"),
            (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
            (.crossOriginResourcePolicy, "same-origin"),
            // With `no-referrer` a browser hides the origin of a page's own forms too, which the forms are checked by.
            (.referrerPolicy, isPage ? "same-origin" : "no-referrer"),
        ]
        if isPage { fields.append((.crossOriginOpenerPolicy, "same-origin")) }
        // Two years, as browsers' preload lists ask; subdomains may be other people's.
        if isEncrypted { fields.append((.strictTransportSecurity, "max-age=63072000")) }
        for (name, value) in fields where headers[name] == nil { headers[name] = value }
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("Referrer-Policy") ?? .contentSecurityPolicy
    static let crossOriginOpenerPolicy = HTTPField.Name("Cross-Origin-Opener-Policy") ?? .crossOriginResourcePolicy
    static let requestID = HTTPField.Name("X-Request-Id") ?? .eTag
}
