import Hummingbird
import NIOCore

/// Whether a request is certainly of somebody at this machine, and of a page of ours.
enum LocalRequest {
    /// The peer is loopback, the name in the address bar too, and no proxy took part.
    ///
    /// A name that is not loopback's may be one that somebody else's page points at this machine (DNS rebinding); a
    /// proxy on this machine brings requests from everywhere.
    static func isLocal(_ request: Request, from peer: SocketAddress?) -> Bool {
        guard let address = peer?.ipAddress, isLoopback(address: address), isLoopback(host: request.head.authority)
        else { return false }
        return !request.headers.contains { field in
            let name = field.name.canonicalName
            return name.hasPrefix("x-forwarded") || name == "forwarded" || name == "via" || name == "x-real-ip"
        }
    }

    static func isLoopback(address: String) -> Bool {
        let plain = address.hasPrefix("::ffff:") ? String(address.dropFirst("::ffff:".count)) : address
        return plain == "::1" || (plain.hasPrefix("127.") && plain.split(separator: ".").count == 4)
    }

    /// - Parameter host: As in the field `Host`: a name or an address, with a port or without.
    static func isLoopback(host: String?) -> Bool {
        guard var name = host?.lowercased() else { return false }
        if let colon = name.lastIndex(of: ":"), !name.hasSuffix("]") {
            guard name[name.index(after: colon)...].allSatisfy({ $0.isASCII && $0.isNumber }) else { return false }
            name = String(name[..<colon])
        }
        if name == "localhost" || name == "[::1]" { return true }
        let numbers = name.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127" && numbers.allSatisfy { UInt8($0) != nil }
    }

    /// A form was sent from a page of this very origin, or by a program.
    ///
    /// Browsers tell it in `Sec-Fetch-Site` where the connection is safe from being changed on the way, else in
    /// `Origin`, which they make `null` where a page lets no referrer out.
    static func isFromOwnPage(_ request: Request) -> Bool {
        if let site = request.field("sec-fetch-site") { return site == "same-origin" }
        guard let origin = request.field("origin")?.lowercased() else { return true }
        guard let authority = request.head.authority?.lowercased() else { return false }
        return origin == "http://\(authority)" || origin == "https://\(authority)"
    }
}

extension Request {
    /// The first header field of a name, which is given in lower case.
    func field(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }
}
