package import Model

extension KeyCache {
    /// A cache that asks over HTTP.
    package init(
        over transport: any HTTPTransport, clock: any WallClock, random: @escaping @Sendable () -> UInt64
    ) {
        self.init(clock: clock, random: random) { address throws(KeyFailure) in
            let answer: HTTPResponse
            do throws(TransportError) {
                answer = try await transport.send(Self.request(address))
            } catch {
                throw KeyFailure(
                    reason: "no keys from \(address.text): \(error.reason)", isStopped: error == .cancelled)
            }
            guard answer.status == 200 else {
                throw KeyFailure(reason: "no keys from \(address.text): it answered \(answer.status)")
            }
            return FetchedKeys(body: answer.body, lifetime: answer.header("Cache-Control").flatMap(Self.maxAge))
        }
    }

    /// Senders wait for the answer, so it may not take long.
    private static func request(_ address: WebAddress) -> HTTPRequest {
        HTTPRequest(
            method: .get, url: address.text,
            headers: [HTTPHeader("Accept", "application/jwk-set+json, application/json")], timeout: .seconds(5),
            largestAnswer: 256 << 10)
    }

    /// The `max-age` of RFC 9111 §5.2.2.1.
    static func maxAge(_ header: String) -> Duration? {
        for directive in header.split(separator: ",") {
            let text = directive.filter { !$0.isWhitespace }.lowercased()
            guard text.hasPrefix("max-age="), let seconds = Int(text.dropFirst("max-age=".count)), seconds >= 0 else {
                continue
            }
            return .seconds(min(seconds, 86_400))
        }
        return nil
    }
}
