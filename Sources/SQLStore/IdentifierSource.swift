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
        String(unsafeUninitializedCapacity: 26) { digits in
            Self.write(UInt64(clamping: now.milliseconds), to: digits[0..<10])
            Self.write(random(), to: digits[10..<18])
            Self.write(random(), to: digits[18..<26])
            return 26
        }
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)

    /// Fills the digits with the number's lowest bits, five a digit.
    private static func write(_ number: UInt64, to digits: Slice<UnsafeMutableBufferPointer<UInt8>>) {
        var rest = number
        for index in digits.indices.reversed() {
            digits.base[index] = alphabet[Int(rest & 31)]
            rest >>= 5
        }
    }
}
