import Model

/// The answers of push delivery (RFC 8935 §2.2 to §2.4).
enum PushAnswer {
    /// The registered error codes.
    enum ErrorCode: String, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidKey = "invalid_key"
        case invalidIssuer = "invalid_issuer"
        case invalidAudience = "invalid_audience"
        case authenticationFailed = "authentication_failed"
        case accessDenied = "access_denied"
    }

    static let accepted = TriggerAnswer(status: 202)

    /// - Returns: `nil` for what is no fault of the token: the transmitter is to send it again.
    static func refusal(_ refusal: TriggerRefusal) -> TriggerAnswer? {
        guard let code = errorCode(of: refusal.code) else { return nil }
        let description = "\(refusal.code.id): \(refusal.message)" + (refusal.hint.map { "; \($0)" } ?? "")
        var body: [UInt8] = []
        CanonicalJSON.append(
            .object(("err", .string(code.rawValue)), ("description", .string(description))), to: &body)
        return TriggerAnswer(
            status: 400, headers: ["Content-Type": "application/json", "Content-Language": "en"], body: body)
    }

    static func errorCode(of code: DiagnosticCode) -> ErrorCode? {
        switch code {
        case .secretUnavailable, .keysUnavailable: nil
        case .unacceptableKey: .invalidKey
        case .wrongIssuer: .invalidIssuer
        case .wrongAudience: .invalidAudience
        case .badProof: .authenticationFailed
        case .applicationNotAllowed, .unwantedEvent: .accessDenied
        default: .invalidRequest
        }
    }
}
