import Hummingbird
import Model
import Provisioning

/// An error answer (RFC 9457): what is wrong, and one action that mends it.
struct ProblemDetails: Error {
    let status: HTTPResponse.Status
    /// `nil` where HTTP itself says enough, such as a path that is none of ours.
    let code: DiagnosticCode?
    let detail: String
    let hint: String?
    /// For the log only.
    let operatorNote: String?
    /// Sent instead of problem details.
    var answer: TriggerAnswer?
    /// When the same request may be sent again; a second where nothing else is known.
    var retryAfter: Duration?
    /// Beside those that the status asks for.
    var headers = HTTPFields()

    init(
        _ status: HTTPResponse.Status, code: DiagnosticCode? = nil, _ detail: String, hint: String? = nil,
        operatorNote: String? = nil
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.hint = hint
        self.operatorNote = operatorNote
    }

    init(_ refusal: TriggerRefusal, by type: (any TriggerType)? = nil) {
        self.init(
            Self.status(of: refusal.code), code: refusal.code, refusal.message, hint: refusal.hint,
            operatorNote: refusal.operatorNote)
        answer = type?.answer(to: .refused(refusal))
        retryAfter = refusal.retryAfter
    }

    /// The store can't answer now. Its own words may name paths, so they stay in the log.
    init(_ failure: StoreError) {
        self.init(
            .serviceUnavailable, code: .storeBusy, "the store can't take it now; nothing was stored",
            hint: "send the same request again after the seconds in Retry-After",
            operatorNote: "\(failure.diagnostic.code.id): \(failure.diagnostic.message)")
    }

    /// Too much waits for the store already.
    static func busy(_ rest: Duration, _ note: String) -> Self {
        var problem = Self(
            .serviceUnavailable, code: .storeBusy, "the store can't take it now; nothing was stored",
            hint: "send the same request again after the seconds in Retry-After", operatorNote: note)
        problem.retryAfter = rest
        return problem
    }

    /// The statuses of the contract's answer table.
    static func status(of code: DiagnosticCode) -> HTTPResponse.Status {
        switch code {
        case .unknownTrigger, .unknownLogin, .unexpectedSubscription: .notFound
        case .badProof, .outsideWindow, .unacceptableKey, .wrongIssuer, .wrongAudience: .unauthorized
        case .notJSON, .malformedLogin, .malformedToken: .badRequest
        case .bodyTooLarge: .contentTooLarge
        case .wrongMediaType: .unsupportedMediaType
        case .tooManyRequests: .tooManyRequests
        case .storeBusy, .secretUnavailable, .keysUnavailable: .serviceUnavailable
        default: .unprocessableContent
        }
    }

    /// - Parameter request: Told in the answer, so that a sender can name the request to the operator.
    func response(to request: RequestID) -> Response {
        var response = answer.map { Response($0) } ?? described(request)
        for field in headers { response.headers[field.name] = field.value }
        if status == .serviceUnavailable || status == .tooManyRequests {
            response.headers[.retryAfter] = String((retryAfter ?? .seconds(1)).wholeSeconds)
        }
        // RFC 9110 §11.6.1: a 401 names a way to authenticate.
        if status == .unauthorized, answer == nil {
            response.headers[.wwwAuthenticate] = #"Bearer realm="reconcile""#
        }
        return response
    }

    private func described(_ request: RequestID) -> Response {
        var members: [ValueMap.Entry] = [
            ValueMap.Entry(key: "type", value: .string(code?.id ?? "about:blank")),
            ValueMap.Entry(key: "title", value: .string(code?.summary ?? status.reasonPhrase)),
            ValueMap.Entry(key: "status", value: .int(status.code)),
            ValueMap.Entry(key: "detail", value: .string(detail)),
        ]
        if let hint { members.append(ValueMap.Entry(key: "hint", value: .string(hint))) }
        members.append(ValueMap.Entry(key: "requestId", value: .string(request.text)))
        return Response(json: .map(ValueMap(members)), status: status, mediaType: "application/problem+json")
    }
}

extension Duration {
    /// At least one, and never less than the duration.
    fileprivate var wholeSeconds: Int64 { max(1, components.seconds + (components.attoseconds > 0 ? 1 : 0)) }
}

extension Response {
    /// An answer in the form of a trigger's own protocol.
    init(_ answer: TriggerAnswer) {
        var fields = HTTPFields()
        for (name, value) in answer.headers {
            if let name = HTTPFields.Element.Name(name) { fields[name] = value }
        }
        self.init(
            status: HTTPResponse.Status(code: answer.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }

    /// An answer that holds the value as canonical JSON.
    init(json value: Value, status: HTTPResponse.Status, mediaType: String = "application/json") {
        var bytes: [UInt8] = []
        CanonicalJSON.append(value, to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        self.init(
            status: status, headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}
