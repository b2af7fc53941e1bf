import HTTPTypes
import Hummingbird
import Synchronization

/// The methods that paths take, for answers to a method that a path does not take.
final class KnownRoutes: Sendable {
    private struct Route {
        let pattern: [Substring]
        let method: HTTPRequest.Method
    }

    private let routes = Mutex<[Route]>([])

    /// Learns what the router has; until then every path is unknown.
    func learn(_ router: Router<ListenerContext>) {
        let known = router.routes.map { Route(pattern: Self.parts($0.path.description), method: $0.method) }
        routes.withLock { $0 = known }
    }

    /// What the path may be asked with, by name; none for a path that is none of ours.
    func methods(of path: String) -> [String] {
        let parts = Self.parts(path)
        let fitting = routes.withLock { $0 }.filter { Self.fits(parts, $0.pattern) }.map(\.method.rawValue)
        return Set(fitting.contains("GET") ? fitting + ["HEAD"] : fitting).sorted()
    }

    private static func parts(_ path: String) -> [Substring] { path.split(separator: "/") }

    private static func fits(_ parts: [Substring], _ pattern: [Substring]) -> Bool {
        if pattern.last == "**" {
            return parts.count >= pattern.count - 1 && zip(parts, pattern.dropLast()).allSatisfy(fits)
        }
        return parts.count == pattern.count && zip(parts, pattern).allSatisfy(fits)
    }

    private static func fits(_ part: Substring, _ pattern: Substring) -> Bool {
        pattern.hasPrefix(":") || pattern.hasPrefix("{") || pattern == "*" || pattern == part
    }
}
