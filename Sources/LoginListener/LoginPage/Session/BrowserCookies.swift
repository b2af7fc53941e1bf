import Hummingbird

/// The cookies that a browser sent (RFC 6265 §5.4), in its order.
struct BrowserCookies: Sendable {
    private let pairs: [(name: Substring, value: Substring)]

    /// Longest header that is looked at; a browser's cookies for one host can't be longer than a server takes.
    private static let longest = 32 << 10

    init(_ request: Request) {
        // HTTP/2 lets a client split the header (RFC 9113 §8.2.3).
        let header = request.headers[values: .cookie].joined(separator: "; ")
        guard header.utf8.count <= Self.longest else {
            pairs = []
            return
        }
        pairs = header.split(separator: ";").compactMap { pair in
            let pair = pair.drop { $0 == " " || $0 == "\t" }
            guard let sign = pair.firstIndex(of: "=") else { return nil }
            return (pair[..<sign], pair[pair.index(after: sign)...])
        }
    }

    /// The cookie of this name; `nil` when there are several: a browser keeps one `__Host-` cookie of a name.
    subscript(name: String) -> String? {
        let found = pairs.filter { $0.name == name }
        return found.count == 1 ? found.first.map { String($0.value) } : nil
    }

    /// Whether there is any cookie of this name.
    func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }

    /// The names that begin like this, in the browser's order.
    func names(beginningWith prefix: String) -> [String] {
        pairs.map { String($0.name) }.filter { $0.hasPrefix(prefix) }
    }
}

/// A cookie that no other host can set, no script can read, and no other site's request carries along.
enum HostCookie {
    /// Set for this long.
    static func set(_ name: String, to value: String, for lifetime: Duration) -> String {
        "\(name)=\(value); Path=/; Max-Age=\(lifetime.components.seconds); Secure; HttpOnly; SameSite=Lax"
    }

    static func cleared(_ name: String) -> String { set(name, to: "", for: .zero) }
}

extension Response {
    mutating func setCookies(_ cookies: [String]) {
        for cookie in cookies { headers[values: .setCookie].append(cookie) }
    }
}
