import Model
import Provisioning

/// The sign-ins that a browser has under way, each in a sealed cookie of its own, so that tabs do not disturb each other.
struct PendingCookies: Sendable {
    static let prefix = "__Host-reconcile-signin-"
    /// A sign-in must be back by then.
    static let lifetime = Duration.seconds(600)
    /// Most sign-ins that a browser has under way, and most bytes of their cookies: servers take headers of 8 KiB, and
    /// the session needs half of that.
    private static let most = 5
    private static let mostBytes = 3000

    let keys: SessionKeys

    /// The cookie of a sign-in; the state itself must not stand in a name that logs may show.
    static func name(for state: String) -> String { prefix + CookieText.digest(state) }

    /// The cookies to set for a new sign-in: its own, and the end of those that there is no more room for.
    func beginning(_ pending: PendingSignIn, beside cookies: BrowserCookies, at now: Timestamp) -> [String]? {
        var bytes: [UInt8] = []
        CanonicalJSON.append(Self.content(pending), to: &bytes)
        guard let value = keys.seal(bytes, for: .pending) else { return nil }
        var size = value.utf8.count
        var kept = 1
        var set = [HostCookie.set(Self.name(for: pending.state), to: value, for: Self.lifetime)]
        for (name, length) in others(among: cookies, at: now) {
            guard let length, kept < Self.most, size + length <= Self.mostBytes else {
                set.append(HostCookie.cleared(name))
                continue
            }
            kept += 1
            size += length
        }
        return set
    }

    /// The other sign-ins under way, the newest first; those that are over have no length.
    private func others(among cookies: BrowserCookies, at now: Timestamp) -> [(name: String, length: Int?)] {
        cookies.names(beginningWith: Self.prefix).map { name in
            let value = cookies[name]
            let pending = value.flatMap(read)
            let isAlive = pending.map { isCurrent($0, at: now) && Self.name(for: $0.state) == name } ?? false
            return (name, isAlive ? value?.utf8.count : nil, pending?.startedAt ?? Timestamp(milliseconds: 0))
        }.sorted { $0.2 > $1.2 }.map { ($0.0, $0.1) }
    }

    /// The sign-in of this state, when this browser began it and its time is not over.
    func pending(of state: String, among cookies: BrowserCookies, at now: Timestamp) -> PendingSignIn? {
        guard let pending = cookies[Self.name(for: state)].flatMap(read), pending.state == state,
            isCurrent(pending, at: now)
        else { return nil }
        return pending
    }

    private func isCurrent(_ pending: PendingSignIn, at now: Timestamp) -> Bool {
        pending.startedAt <= now + .seconds(60) && now < pending.startedAt + Self.lifetime
    }

    private func read(_ value: String) -> PendingSignIn? {
        guard let bytes = keys.open(value, for: .pending), let content = try? JSONReader.read(bytes),
            let state = content["s"]?.string, let nonce = content["n"]?.string, let verifier = content["v"]?.string,
            let connection = content["c"]?.string, let application = content["a"]?.string,
            let issuer = content["i"]?.string, let redirectURI = content["u"]?.string,
            let returnTo = content["r"]?.string, let startedAt = content["t"]?.int
        else { return nil }
        return PendingSignIn(
            state: state, nonce: nonce, verifier: verifier, connection: connection, application: application,
            issuer: issuer, redirectURI: redirectURI, returnTo: returnTo,
            startedAt: Timestamp(milliseconds: Int64(startedAt)))
    }

    private static func content(_ pending: PendingSignIn) -> Value {
        .object(
            ("s", .string(pending.state)), ("n", .string(pending.nonce)), ("v", .string(pending.verifier)),
            ("c", .string(pending.connection)), ("a", .string(pending.application)), ("i", .string(pending.issuer)),
            ("u", .string(pending.redirectURI)), ("r", .string(pending.returnTo)),
            ("t", .int(Int(pending.startedAt.milliseconds))))
    }
}
