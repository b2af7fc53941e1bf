package import Model

/// Makes identifiers of logins and deliveries: URL-safe text that sorts by time and can't be guessed.
///
/// A prefix, ten digits of milliseconds and sixteen random digits (80 bits), in Crockford's base 32, lower case, as
/// a ULID has them.
package struct IdentifierSource: Sendable {
    private let random: @Sendable () -> UInt64

    /// - Parameter random: Gives 64 random bits a call; the system's generator when not given.
    package init(random: @escaping @Sendable () -> UInt64 = Self.systemRandom) {
        self.random = random
    }

    package func login(at now: Timestamp) -> LoginID { LoginID("lgn_" + text(now)) }
    package func delivery(at now: Timestamp) -> DeliveryID { DeliveryID("dlv_" + text(now)) }

    @Sendable package static func systemRandom() -> UInt64 {
        var generator = SystemRandomNumberGenerator()
        return generator.next()
    }

    private func text(_ now: Timestamp) -> String {
        Self.digits(of: UInt64(clamping: now.milliseconds), count: 10) + Self.digits(of: random(), count: 8)
            + Self.digits(of: random(), count: 8)
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    private static func digits(of number: UInt64, count: Int) -> String {
        String((0..<count).map { alphabet[Int(number >> (5 * UInt64(count - 1 - $0)) & 31)] })
    }
}
