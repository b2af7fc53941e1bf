/// Changes signed tokens at random.
package enum TokenMutation {
    package static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)

    /// Another token than each of the originals, made of one of them.
    package static func changed(among originals: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
        while true {
            var token = originals[below(originals.count, &random)]
            for _ in 0...below(3, &random) { change(&token, among: originals, &random) }
            if !originals.contains(token) { return token }
        }
    }

    package static func below(_ limit: Int, _ random: inout SeededRandom) -> Int {
        Int(random.next() % UInt64(limit))
    }

    private static func change(
        _ token: inout [UInt8], among originals: [[UInt8]], _ random: inout SeededRandom
    ) {
        guard !token.isEmpty else { return }
        let place = below(token.count, &random)
        let character = alphabet[below(alphabet.count, &random)]
        switch below(7, &random) {
        case 0: token[place] = character
        case 1: token[place] ^= UInt8(1 << below(8, &random))
        case 2: token.remove(at: place)
        case 3: token.insert(character, at: place)
        case 4: token.removeLast(token.count - place)
        case 5: token.append(character)
        default:
            // A part of another token, whose signature is right for something else.
            let dot = UInt8(ascii: ".")
            let other = originals[below(originals.count, &random)].split(separator: dot)
            var parts = token.split(separator: dot, omittingEmptySubsequences: false)
            let part = below(min(parts.count, 3), &random)
            parts[part] = other[part]
            token = Array(parts.joined(separator: [dot]))
        }
    }
}
