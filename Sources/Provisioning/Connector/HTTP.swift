package import Model

/// One HTTP request as it goes out.
package struct HTTPRequest: Hashable, Sendable {
    package enum Method: String, Hashable, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"

        /// RFC 9110 §9.2.1: asks for nothing to change.
        package var isSafe: Bool { self == .get }
    }

    package var method: Method
    /// Absolute, already percent-encoded.
    package var url: String
    package var headers: [HTTPHeader]
    package var body: [UInt8]?
    /// Longest the whole exchange may take.
    package var timeout: Duration
    /// Largest answer body that is read.
    package var largestAnswer: Int
    /// The connector's settings allow plain `http` to another machine; otherwise only loopback may be plain.
    package var mayBePlain = false
    /// A secret in the body, and the body as anybody may see it.
    package var concealed: Concealed?

    package struct Concealed: Hashable, Sendable {
        package let secret: Redacted
        package let body: [UInt8]

        package init(_ secret: Redacted, body: [UInt8]) {
            self.secret = secret
            self.body = body
        }
    }

    package init(
        method: Method, url: String, headers: [HTTPHeader] = [], body: [UInt8]? = nil,
        timeout: Duration = .seconds(10), largestAnswer: Int = 4 << 20
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.largestAnswer = largestAnswer
    }
}

/// A header field. Its value may be a secret, so it has no description that shows one.
package struct HTTPHeader: Hashable, Sendable, CustomStringConvertible {
    package let name: String
    package let value: String
    package let isSensitive: Bool

    package init(_ name: String, _ value: String, isSensitive: Bool = false) {
        self.name = name
        self.value = value
        self.isSensitive = isSensitive
    }

    package var description: String { "\(name): \(isSensitive ? "••••••••" : value)" }
}

package struct HTTPResponse: Hashable, Sendable {
    package let status: Int
    package let headers: [HTTPHeader]
    package let body: [UInt8]

    package init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first value of the header field, by case-insensitive name (RFC 9110 §5.1).
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// Why there is no answer. What matters is whether the request may have been carried out.
package enum TransportError: Error, Hashable, Sendable {
    /// The request can't have reached the target: name, connection or TLS failed.
    case unsent(String)
    /// The request left, or may have; whether it was carried out is unknown.
    case ambiguous(String)
    /// We refused to send it or to read on: a forbidden address, a redirect to another host, an answer too large.
    case refused(String)
    case cancelled

    package var reason: String {
        switch self {
        case .unsent(let reason), .ambiguous(let reason), .refused(let reason): reason
        case .cancelled: "cancelled"
        }
    }
}

/// Sends a request and waits for its whole answer. Redirects are answers, not followed.
package protocol HTTPTransport: Sendable {
    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse
}
