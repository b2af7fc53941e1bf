extension LoginTrigger {
    /// How much one listener takes from a trigger.
    package struct Limits: ManifestObject, Hashable {
        package static let doc = "How much each listener takes from this trigger; beyond it answers 429 or 413."

        package let requestsPerSecond: Int
        package let burst: Int
        /// In bytes.
        package let largestBody: Int

        package enum Rate: CountBounds { package static let range = 1...100_000 }
        package enum Burst: CountBounds { package static let range = 1...1_000_000 }
        package enum Size: CountBounds { package static let range = 1024...16_777_216 }

        private static let requestsPerSecond = Field<Count<Rate>>.defaulted(
            "requestsPerSecond", "Proven requests a second that are taken for long.", to: Count(1000))
        private static let burst = Field<Count<Burst>>.defaulted(
            "burst", "Proven requests that are taken at once after a quiet time.", to: Count(2000))
        private static let largestBody = Field<Count<Size>>.defaulted(
            "largestBody", "Largest body in bytes.", to: Count(262_144))

        package static let fields = [requestsPerSecond.shape, burst.shape, largestBody.shape]

        package init?(_ object: inout ObjectReader) {
            let rate = object.defaulted(Self.requestsPerSecond)
            let burst = object.defaulted(Self.burst)
            let size = object.defaulted(Self.largestBody)
            guard let rate, let burst, let size else { return nil }
            requestsPerSecond = rate.number
            self.burst = burst.number
            largestBody = size.number
        }
    }
}
