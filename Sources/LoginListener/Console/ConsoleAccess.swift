import Hummingbird
import Model
import NIOCore
import Provisioning

/// Somebody whom the console lets in.
struct ConsoleVisitor: Hashable, Sendable {
    /// What their form tokens are bound to: their session, or this process where nobody signs in.
    let name: String
    /// They have a session that can be ended.
    let isSignedIn: Bool
    /// A program that shows the token with each request: no page of others can do that.
    let isProgram: Bool
}

/// Who may see the console: with a token those who show it, without one those who sit at this machine.
struct ConsoleAccess: Sendable {
    enum Verdict: Hashable, Sendable {
        case admitted(ConsoleVisitor)
        /// The token would open it.
        case unproven
        /// Too many wrong tokens of late.
        case tooOften
        /// To this one there is no console.
        case absent
    }

    /// `nil` lets in who sits at this machine.
    let token: SecretReference?
    let secrets: any SecretResolving
    /// The listener takes connections of this machine only.
    let isLoopbackOnly: Bool
    /// The connection is TLS from the client to us.
    let isEncrypted: Bool
    let wallClock: any WallClock
    let seal = ConsoleSeal()
    private let pace: AttemptPace

    init(
        token: SecretReference?, secrets: any SecretResolving, isLoopbackOnly: Bool, isEncrypted: Bool = false,
        wallClock: any WallClock
    ) {
        self.token = token
        self.secrets = secrets
        self.isLoopbackOnly = isLoopbackOnly
        self.isEncrypted = isEncrypted
        self.wallClock = wallClock
        pace = AttemptPace(at: wallClock.now)
    }

    func verdict(on request: Request, from peer: SocketAddress?) -> Verdict {
        guard token != nil else {
            guard isLoopbackOnly, LocalRequest.isLocal(request, from: peer) else { return .absent }
            return .admitted(ConsoleVisitor(name: "", isSignedIn: false, isProgram: false))
        }
        if let shown = bearer(of: request) {
            switch attempt(with: shown) {
            case .wrong: return .unproven
            case .tooOften: return .tooOften
            case .right: return .admitted(ConsoleVisitor(name: "", isSignedIn: false, isProgram: true))
            }
        }
        guard let session = session(of: request), let expected, seal.holds(session, by: expected, at: wallClock.now)
        else { return .unproven }
        return .admitted(ConsoleVisitor(name: session, isSignedIn: true, isProgram: false))
    }

    enum Attempt: Hashable, Sendable {
        case right(session: String)
        case wrong
        case tooOften
    }

    /// Compares a token that somebody gave with the one that it is now.
    func attempt(with given: Redacted) -> Attempt {
        let now = wallClock.now
        guard let expected else { return .wrong }
        switch pace.attempt(at: now, isRight: { ConsoleToken.areEqual(given, expected) }) {
        case true?: return .right(session: seal.session(by: expected, at: now))
        case false?: return .wrong
        case nil: return .tooOften
        }
    }

    /// The token as it is now; a rotated one counts at once.
    private var expected: Redacted? { token.flatMap { try? secrets.resolve($0) } }

    private func bearer(of request: Request) -> Redacted? {
        guard let header = request.field("authorization") else { return nil }
        let parts = header.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        return Redacted(String(parts[1]))
    }

    private func session(of request: Request) -> String? {
        let name = cookieName(for: request)
        for field in request.headers where field.name.canonicalName == "cookie" {
            for pair in field.value.split(separator: ";") {
                let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1)
                if parts.count == 2, parts[0] == name { return String(parts[1]) }
            }
        }
        return nil
    }

    /// The header that keeps a session in the browser, or ends it.
    ///
    /// Browsers keep a `__Host-` cookie for https alone, which is what stands before a listener that is not on
    /// loopback (RFC 6265bis §4.1.3).
    func cookie(_ session: String?, for request: Request) -> String {
        let name = cookieName(for: request)
        let life = session == nil ? 0 : Int(ConsoleSeal.life / .seconds(1))
        // The prefix asks for the path `/`.
        return "\(name)=\(session ?? ""); Path=/; Max-Age=\(life); HttpOnly; SameSite=Strict"
            + (name.hasPrefix("__Host-") ? "; Secure" : "")
    }

    private func cookieName(for request: Request) -> String {
        let isPlain =
            !isEncrypted && LocalRequest.isLoopback(host: request.head.authority)
            && request.field("x-forwarded-proto") != "https"
        return isPlain ? "reconcile-console" : "__Host-reconcile-console"
    }
}
