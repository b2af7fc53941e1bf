/// How long an issuer that could not be asked is left alone.
enum FetchRest {
    /// One second, doubling to a minute; half of it by chance, so that listeners do not ask in step.
    ///
    /// - Parameters:
    ///   - failures: In a row, 1 or more.
    ///   - chance: Random bits.
    static func after(failures: Int, chance: UInt64) -> Duration {
        let longest = min(1000 << min(failures - 1, 6), 60_000)
        return .milliseconds(longest / 2 + Int(chance % UInt64(longest / 2 + 1)))
    }
}
