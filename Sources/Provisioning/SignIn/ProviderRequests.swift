import Model

/// Requests to a provider: bounded, never to another address than the one asked, and without secrets in what is told.
struct ProviderRequests: Sendable {
    let transport: any HTTPTransport

    /// People wait for the answer.
    static let timeout = Duration.seconds(10)
    static let largestAnswer = 256 << 10

    func get(
        _ url: String, accepting types: String, bearer: String? = nil
    ) async throws(SignInFailure) -> RemoteAnswer {
        var headers = [HTTPHeader("Accept", types)]
        if let bearer { headers.append(HTTPHeader("Authorization", "Bearer \(bearer)", isSensitive: true)) }
        return try await send(
            HTTPRequest(
                method: .get, url: url, headers: headers, timeout: Self.timeout, largestAnswer: Self.largestAnswer),
            hiding: bearer.map { [$0] } ?? [])
    }

    func post(
        _ url: String, _ form: [(name: String, value: String)], _ headers: [HTTPHeader], hiding secrets: [String]
    ) async throws(SignInFailure) -> RemoteAnswer {
        let body = FormBody.bytes(of: form)
        var request = HTTPRequest(
            method: .post, url: url,
            headers: headers + [
                HTTPHeader("Accept", "application/json"),
                HTTPHeader("Content-Type", "application/x-www-form-urlencoded"),
            ], body: body, timeout: Self.timeout, largestAnswer: Self.largestAnswer)
        request.concealed = HTTPRequest.Concealed(
            Redacted(String(decoding: body, as: UTF8.self)), body: Array(Redacted.dots.utf8))
        return try await send(request, hiding: secrets)
    }

    private func send(_ request: HTTPRequest, hiding secrets: [String]) async throws(SignInFailure) -> RemoteAnswer {
        do throws(TransportError) {
            return RemoteAnswer(try await transport.send(request), hiding: secrets)
        } catch {
            throw .unavailable("no answer from \(request.url): \(SecretBlot.blotted(error, of: secrets).reason)")
        }
    }
}

extension RemoteAnswer {
    /// The JSON object of the answer, as the provider wrote it: with tokens in it, never to show.
    var object: Value? {
        guard let value = try? JSONReader.read(body), value.map != nil else { return nil }
        return value
    }

    /// The media type, in lower case, without parameters.
    var mediaType: String {
        let written = header("Content-Type") ?? ""
        return String(written.prefix { $0 != ";" }.filter { !$0.isWhitespace }).lowercased()
    }
}
