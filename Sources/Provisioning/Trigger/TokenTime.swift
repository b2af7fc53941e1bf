import Model

/// The times of a token against our clock. One without `exp` (RFC 8417 §2.2 does without) is bounded by `iat`.
struct TokenTime {
    let oldest: Duration

    /// A NumericDate from here on is milliseconds by mistake: as seconds it would be in the year 5138.
    static let firstMilliseconds = 100_000_000_000
    /// How far the issuer's clock may be ahead of ours.
    static let skew = Duration.seconds(300)

    /// - Throws: R5030 for an `iat` that is missing or no time, R5003 outside the window.
    func check(_ claims: ValueMap, at now: Timestamp) throws(TriggerRefusal) {
        guard let issued = try Self.time("iat", of: claims) else { throw .malformedToken("`iat` is required") }
        guard issued <= now + Self.skew, now - issued <= oldest else {
            throw TriggerRefusal(
                .outsideWindow, "issued at \(issued), outside \(oldest.written) before and 5m after \(now)",
                hint: "check both clocks; `maxAge` of the trigger says how late a token may come")
        }
        // Not needed, but whoever writes them means them.
        if let end = try Self.time("exp", of: claims), now - end >= Self.skew {
            throw TriggerRefusal(
                .outsideWindow, "the token ran out at \(end)", hint: "send it sooner, and check both clocks")
        }
        if let start = try Self.time("nbf", of: claims), start > now + Self.skew {
            throw TriggerRefusal(
                .outsideWindow, "the token counts from \(start) on only", hint: "send it later, and check both clocks")
        }
    }

    private static func time(_ name: String, of claims: ValueMap) throws(TriggerRefusal) -> Timestamp? {
        let seconds: Int
        switch claims[name] ?? .null {
        case .null: return nil
        case .int(let whole): seconds = whole
        case .number(let decimal) where decimal >= 0 && decimal < Double(firstMilliseconds): seconds = Int(decimal)
        default: throw .malformedToken("`\(name)` must be a number of seconds since 1970")
        }
        guard seconds < firstMilliseconds else {
            throw .malformedToken("`\(name)` is in milliseconds", hint: "send seconds since 1970 (RFC 7519 §2)")
        }
        guard seconds >= 0 else { throw .malformedToken("`\(name)` must be a number of seconds since 1970") }
        return Timestamp(seconds: Int64(seconds))
    }
}
