import Model
import Provisioning
import TestSupport

/// Makes people as identity providers report them, sane and insane; the same ones for the same seed.
struct RandomPerson {
    private var random: SeededRandom
    private var number = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
    }

    mutating func next() -> UserAttributes {
        number += 1
        var map = ValueMap([
            .init(key: "subject", value: .string("s\(number)-\(random.below(1 << 30))")),
            .init(key: "userName", value: .string(userName())),
        ])
        for (name, share) in [
            ("email", 9), ("givenName", 8), ("familyName", 8), ("displayName", 6), ("title", 4), ("department", 4),
            ("locale", 2), ("phoneNumber", 3),
        ] where random.below(10) < share {
            map[name] = name == "email" && random.below(10) < 8 ? .string("m\(number)@example.com") : value()
        }
        if random.below(3) == 0 { map["groups"] = .list((0..<random.below(4)).map { .string("group \($0)") }) }
        return UserAttributes(map)
    }

    /// The same person some time later.
    mutating func changed(_ person: UserAttributes) -> UserAttributes {
        var map = ValueMap(person.values.entries)
        for name in ["givenName", "familyName", "displayName", "title"] where random.below(2) == 0 {
            map[name] = random.below(5) == 0 ? nil : value()
        }
        return UserAttributes(map)
    }

    mutating func isLucky(_ share: Int) -> Bool { random.below(10) < share }

    private mutating func userName() -> String {
        switch random.below(10) {
        case 0: "\(text())\(number)"
        case 1: "Mixed.Case\(number)@Example.COM"
        default: "user\(number)@example.com"
        }
    }

    private mutating func value() -> Value {
        switch random.below(20) {
        case 0: .int(random.below(1_000_000) - 500_000)
        case 1: .bool(random.below(2) == 0)
        case 2: .list([.string(text()), .string(text())])
        case 3: .string("")
        default: .string(text())
        }
    }

    private mutating func text() -> String {
        var text = ""
        for _ in 0...random.below(12) { text += Self.pieces.randomElement(using: &random) ?? "" }
        return text
    }

    private static let pieces = [
        "Ada", "o'Neil", "\"quoted\"", "back\\slash", "a/b", "ü", "ß", "名前", "🧑🏽‍💻", "e\u{301}", "\u{202E}", " ", "\t",
        "\n", "\u{0}", "\u{7F}", "\u{2028}", "&", "+", "%41", "#", "?", "=", "<b>", "{{userName}}", "$ref", ";", ",",
        "null", "0", "-1", "1e9", "true",
    ]
}
