import Model

/// The event of a token that is a login.
struct FoundEvent {
    /// The event types that tell a login, the one that tells most first.
    enum Kind: String, CaseIterable {
        case loginSuccess = "https://schemas.identity.wso2.org/events/login/event-type/loginSuccess"
        case sessionEstablished = "https://schemas.openid.net/secevent/caep/event-type/session-established"
    }

    /// Asks whether we listen (OpenID Shared Signals Framework 1.0 §8.1.4); taking it is the answer.
    static let verification = "https://schemas.openid.net/secevent/ssf/event-type/verification"

    let kind: Kind
    let payload: ValueMap
    let token: ValueMap
    /// The simple identifier that was taken for the person, once it is known.
    var subject: ValueMap?

    /// Finds the login among the events of a token, which are all about one occurrence (RFC 8417 §2.2).
    ///
    /// - Returns: `nil` when none of them tells a login.
    /// - Throws: R5030 when the events are no events, R5036 for one that is not taken.
    init?(in token: ValueMap, refusingOthers: Bool) throws(TriggerRefusal) {
        guard case .map(let events)? = token["events"], !events.isEmpty else {
            throw .malformedToken("`events` must be an object with at least one event")
        }
        guard events.entries.allSatisfy({ $0.value.map != nil }) else {
            throw .malformedToken("the payload of each event must be an object")
        }
        let known = Kind.allCases.map(\.rawValue) + [Self.verification]
        if refusingOthers, !events.keys.allSatisfy(known.contains) {
            throw TriggerRefusal(
                .unwantedEvent, "an event of a type that this trigger does not take",
                hint: "send \(known.joined(separator: ", ")), or set `otherEvents: acknowledge` on the trigger")
        }
        for kind in Kind.allCases {
            guard case .map(let payload)? = events[kind.rawValue] else { continue }
            self.kind = kind
            self.payload = payload
            self.token = token
            return
        }
        return nil
    }

    /// When it happened, as far as the token tells: `toe` (RFC 8417 §2.2) or `event_timestamp` (CAEP 1.0 §2), in
    /// seconds, or in milliseconds as some transmitters write it.
    var occurredAt: Timestamp? {
        for value in [token["toe"], payload["event_timestamp"], token["iat"]] {
            guard let number = value?.int, number > 0, number < 100_000_000_000_000 else { continue }
            return number < TokenTime.firstMilliseconds
                ? Timestamp(seconds: Int64(number)) : Timestamp(milliseconds: Int64(number))
        }
        return nil
    }

    /// Where this kind of event names the person, when the token has no subject identifier.
    var ownSubject: Value? {
        switch kind {
        case .sessionEstablished: nil
        case .loginSuccess: payload["user"]?["id"].map { .object(("format", .string("opaque")), ("id", $0)) }
        }
    }

    /// Where this kind of event names the application.
    var ownApplication: Value? {
        switch kind {
        case .sessionEstablished: nil
        case .loginSuccess: payload["application"]?["id"] ?? payload["application"]?["name"]
        }
    }

    /// The claims that this kind of event carries: `user.claims` is a list of `{uri, value}` in the local dialect.
    var ownClaims: [ValueMap.Entry] {
        switch kind {
        case .sessionEstablished: return []
        case .loginSuccess:
            let user = payload["user"]
            var claims: [ValueMap.Entry] = (user?["claims"]?.list ?? []).compactMap { item in
                guard let uri = item["uri"]?.string, let value = item["value"], value != .null else { return nil }
                let name = String(uri.split(separator: "/").last ?? "")
                guard !name.isEmpty else { return nil }
                // Our mappings start from the claim of OpenID Connect that means the same.
                let openIDName = WSO2Claims.attribute(named: name).flatMap { UserAttributes.standardClaims[$0] }
                return ValueMap.Entry(key: openIDName ?? name, value: value)
            }
            if let groups = user?["groups"], groups.list != nil {
                claims.append(ValueMap.Entry(key: "groups", value: groups))
            }
            return claims
        }
    }
}
