extension OutboundConnector {
    package struct DeliveryLimits: ManifestObject, Hashable {
        package static let doc = "How hard the target may be pressed, and for how long it is tried."

        package let concurrency: Int
        package let requestsPerSecond: Int
        package let timeout: Duration
        package let maxAttempts: Int

        package enum Concurrency: CountBounds { package static let range = 1...64 }
        package enum Rate: CountBounds { package static let range = 1...10_000 }
        package enum Attempts: CountBounds { package static let range = 1...100 }

        private static let concurrency = Field<Count<Concurrency>>.defaulted(
            "concurrency", "Deliveries under way at once.", to: Count(4))
        private static let requestsPerSecond = Field<Count<Rate>>.defaulted(
            "requestsPerSecond", "Requests a second at most.", to: Count(20))
        private static let timeout = Field<Duration>.defaulted(
            "timeout", "Longest one request may take.", to: .seconds(10))
        private static let maxAttempts = Field<Count<Attempts>>.defaulted(
            "maxAttempts", "Attempts before a delivery becomes a dead letter.", to: Count(12))

        package static let fields = [concurrency.shape, requestsPerSecond.shape, timeout.shape, maxAttempts.shape]

        package init?(_ object: inout ObjectReader) {
            let concurrency = object.defaulted(Self.concurrency)
            let rate = object.defaulted(Self.requestsPerSecond)
            let timeout = object.defaulted(Self.timeout)
            let attempts = object.defaulted(Self.maxAttempts)
            guard let concurrency, let rate, let timeout, let attempts else { return nil }
            self.concurrency = concurrency.number
            requestsPerSecond = rate.number
            self.timeout = timeout
            maxAttempts = attempts.number
        }
    }

    /// The brake on deprovisioning: a broken scope or claim must not empty a target.
    package struct RemovalBrake: ManifestObject, Hashable {
        package static let doc =
            "Deprovisionings are held for approval beyond both a count and a share of the connector's linked accounts."

        package let moreThan: Int
        /// Of the accounts linked when the window began, in percent.
        package let percent: Int
        package let within: Duration

        package enum Number: CountBounds { package static let range = 0...1_000_000 }
        package enum Share: CountBounds { package static let range = 0...100 }

        private static let moreThan = Field<Count<Number>>.defaulted(
            "moreThan", "Accounts that may go within the window, whatever their share.", to: Count(20))
        private static let percent = Field<Count<Share>>.defaulted(
            "percent", "Share of the linked accounts that may go within the window.", to: Count(10))
        private static let within = Field<Duration>.defaulted(
            "within", "Length of the sliding window.", to: .seconds(86_400))

        package static let fields = [moreThan.shape, percent.shape, within.shape]

        package init?(_ object: inout ObjectReader) {
            let moreThan = object.defaulted(Self.moreThan)
            let percent = object.defaulted(Self.percent)
            let within = object.defaulted(Self.within)
            guard let moreThan, let percent, let within else { return nil }
            self.moreThan = moreThan.number
            self.percent = percent.number
            self.within = within
        }
    }
}
