package import Model
import TestSupport

/// Makes consistent sets of manifests of all four kinds, the same ones for the same seed.
package struct RandomManifests {
    private var random: SeededRandom

    package init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    /// Manifests as people write them: most fields that have a default are left out.
    package mutating func next() -> [Value] {
        let connections = (0..<(1 + below(3))).map { "idp-\($0)" }
        let flows = (0..<below(3)).map { "app-\($0)" }
        return connections.map { manifest(.connection, $0, connection()) }
            + flows.map { manifest(.loginFlow, $0, flow($0, connections)) }
            + (0..<below(4)).map { manifest(.outboundConnector, "target-\($0)", connector(connections)) }
            + (0..<below(3)).map { manifest(.loginTrigger, "trigger-\($0)", trigger(flows)) }
    }

    private mutating func manifest(_ kind: ResourceKind, _ name: String, _ spec: Value) -> Value {
        let metadata = object(
            [("name", .string(name))],
            sometimes: [
                ("labels", .object(("team", word()), ("stage", word()))), ("protect", .bool(below(2) == 0)),
            ])
        return .object(
            ("apiVersion", .string("reconcile/v1")), ("kind", .string(kind.rawValue)), ("metadata", metadata),
            ("spec", spec))
    }

    private mutating func connection() -> Value {
        let oidc = object(
            [("issuer", address()), ("clientId", word())],
            sometimes: [("clientSecret", secret()), ("scopes", words())])
        let saml = Value.object(("entityId", word()), ("ssoUrl", address()), ("certificates", words()))
        return object(
            [below(2) == 0 ? ("oidc", oidc) : ("saml", saml)],
            sometimes: [
                ("displayName", word()), ("enabled", .bool(below(2) == 0)),
                ("attributes", .object(("department", word()), ("userName", .string("preferred_username")))),
            ])
    }

    private mutating func flow(_ name: String, _ connections: [String]) -> Value {
        let application = object(
            [],
            sometimes: [
                ("displayName", word()), ("url", address()),
                ("identifiers", .list([.string("\(name)-\(below(3))"), .string("\(name)-x")])),
            ])
        let steps = (0...below(2)).map { _ in
            let options = (0...below(2)).map { _ in
                below(3) == 0 ? Value.object(("local", word())) : .object(("connection", one(of: connections)))
            }
            return Value.object(("options", .list(options)))
        }
        return object([("steps", .list(steps))], sometimes: [("application", application)])
    }

    private mutating func connector(_ connections: [String]) -> Value {
        let settings = object([("address", address())], sometimes: [("token", secret())])
        let mapping = object(
            [],
            sometimes: [
                ("login", .string("{{email}}")), ("mail", .string("{{email}}")), ("title", word()),
            ])
        let scope = object([], sometimes: [("groups", words()), ("emailDomains", words())])
        let conflict = object(
            [],
            sometimes: [
                ("matchOn", .list([.string("login")])), ("policy", one(of: ["adopt", "fail"])),
            ])
        let delivery = object(
            [],
            sometimes: [
                ("concurrency", .int(1 + below(8))), ("requestsPerSecond", .int(20)),
                ("maxAttempts", .int(1 + below(20))),
                ("timeout", one(of: ["10s", "10000ms", "120s", "2m", "500ms"])),
            ])
        return object(
            [("connection", one(of: connections)), ("type", .string("toy")), ("settings", settings)],
            sometimes: [
                ("enabled", .bool(below(2) == 0)), ("mapping", mapping), ("scope", scope), ("conflict", conflict),
                ("onScopeLoss", one(of: ["deactivate", "delete", "keep"])), ("delivery", delivery),
            ])
    }

    private mutating func trigger(_ flows: [String]) -> Value {
        let always: [(String, Value)] = [("type", .string("toy")), ("secret", secret())]
        return object(always, sometimes: flows.isEmpty ? [] : [("applications", .list([one(of: flows)]))])
    }

    private mutating func object(_ always: [(String, Value)], sometimes: [(String, Value)]) -> Value {
        let entries = always + sometimes.filter { _ in below(2) == 0 }
        return .map(ValueMap(entries.map { ValueMap.Entry(key: $0.0, value: $0.1) }))
    }

    private mutating func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }
    private mutating func one(of words: [String]) -> Value { .string(words[below(words.count)]) }
    private mutating func address() -> Value {
        one(of: ["https://a.example", "https://b.example/x", "http://[::1]:80"])
    }
    private mutating func secret() -> Value { .object((below(2) == 0 ? "env" : "file", one(of: ["TOKEN", "KEY_2"]))) }
    private mutating func words() -> Value { .list([.string("first"), .string("w\(below(9))"), .string("last")]) }

    /// Words that a careless reader takes for something else.
    private mutating func word() -> Value {
        one(of: [
            "plain", "two words", "no", "on", "yes", "null", "true", "~", "1", "1.0", "0x1F", "0o17", "1e3", ".inf",
            "a: b", "a #b", "# c", "- x", "'", "\"", "it's", "\\n", "{x}", "[y]", "*z", "&z", "!t", "|", ">", "%", "@",
            "`", " lead", "trail ", "ümläut", "日本", "😀", "=", "<<", "---", "...", "?", "a\tb", "a\nb", "2026-01-01",
        ])
    }
}
