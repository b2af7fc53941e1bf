import Model

/// An address of the provider that the browser is sent to with parameters in its query.
enum SignInAddress {
    /// Keeps the query that the endpoint has (RFC 6749 §3.1).
    static func text(_ endpoint: String, _ parameters: [(name: String, value: String)]) -> String {
        let query = parameters.map { "\(FormBody.encoded($0.name))=\(FormBody.encoded($0.value))" }
            .joined(separator: "&")
        guard endpoint.contains("?") else { return "\(endpoint)?\(query)" }
        return endpoint.hasSuffix("?") || endpoint.hasSuffix("&") ? endpoint + query : "\(endpoint)&\(query)"
    }
}
