import CLibCurl
import Provisioning

/// One transfer: its handles, its answer so far, and how often it began to leave.
///
/// libcurl calls back with its address, so that it must outlive its place in the multi handle.
final class CurlRequest {
    let submission: CurlSubmission
    let target: CurlTarget
    let easy: CurlEasy
    private let url: CurlURL
    private let fields: CurlHeaderList
    private let errorText: UnsafeMutableBufferPointer<CChar>
    private var answer: CurlAnswer
    /// How often a connection was ready and the request began to leave. Zero is the proof for `unsent`.
    private var departures = 0
    private var refusal: String?
    private var isResendRefused = false

    init(_ submission: CurlSubmission, options: CurlTransport.Options) throws(TransportError) {
        self.submission = submission
        url = try CurlTarget.parse(submission.request.url)
        target = try CurlTarget(url, mayBePlain: options.allowsInsecureHTTP || submission.request.mayBePlain)
        fields = try CurlHeaderList(submission.request.headers, userAgent: options.userAgent)
        easy = try CurlEasy()
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0)
        answer = CurlAnswer(
            largestHeaders: options.largestHeaders, largestBody: max(submission.request.largestAnswer, 0))
        try easy.apply(options, for: submission.request, to: target)
        try easy.set(target: url)
        try easy.set(CURLOPT_HTTPHEADER, pointer: fields.pointer)
        try easy.set(CURLOPT_ERRORBUFFER, pointer: errorText.baseAddress)
        try receive()
    }

    deinit {
        errorText.deallocate()
    }

    /// What the caller gets once libcurl is done with the transfer.
    func result(_ code: CURLcode) -> Result<HTTPResponse, TransportError> {
        guard code == CURLE_OK else { return .failure(failure(code)) }
        var status = 0
        clibcurl_get_long(easy.pointer, CURLINFO_RESPONSE_CODE, &status)
        return .success(answer.response(status: status))
    }

    var deadlineFailure: TransportError {
        let time = submission.request.timeout.formatted
        return failure(departures == 0 ? "no connection within \(time)" : "no complete answer within \(time)")
    }

    /// Tells by what is known of this transfer whether the request may have been carried out.
    func failure(_ reason: String) -> TransportError {
        let reason = "\(target.origin): \(reason)"
        return departures == 0 ? .unsent(reason) : .ambiguous(reason)
    }

    private func failure(_ code: CURLcode) -> TransportError {
        if let refusal { return .refused("\(target.origin): \(refusal)") }
        if code == CURLE_FILESIZE_EXCEEDED { return .refused("\(target.origin): \(tooLarge(answer.largestBody))") }
        if isResendRefused {
            return failure("the connection closed without an answer; not sent again, as it may have been carried out")
        }
        let detail = errorText.baseAddress.map { String(cString: $0) } ?? ""
        return failure(code.reason(detail: detail, isSent: departures > 0))
    }

    private func tooLarge(_ limit: Int) -> String { "the answer is larger than \(limit) bytes" }
}

// MARK: - What libcurl calls back

extension CurlRequest {
    private func receive() throws(TransportError) {
        let address = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
        try easy.set(CURLOPT_WRITEDATA, pointer: address)
        try easy.set(CURLOPT_HEADERDATA, pointer: address)
        try easy.set(CURLOPT_PREREQDATA, pointer: address)
        try easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, address in
            CurlRequest.at(address)?.take(.body, bytes, size * count) ?? 0
        }
        try easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, address in
            CurlRequest.at(address)?.take(.header, bytes, size * count) ?? 0
        }
        try easy.set(beforeRequest: { address, _, _, _, _ in
            CurlRequest.at(address)?.mayDepart() == true ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        })
    }

    private static func at(_ address: UnsafeMutableRawPointer?) -> CurlRequest? {
        address.map { Unmanaged<CurlRequest>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Tells libcurl how many bytes were taken: anything but `count` ends the transfer.
    private func take(_ part: CurlAnswer.Part, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        do throws(CurlAnswer.Excess) {
            try answer.take(part, UnsafeRawBufferPointer(start: bytes, count: count))
            return count
        } catch {
            switch error {
            case .headers(let limit): refusal = "the answer's headers are larger than \(limit) bytes"
            case .body(let limit): refusal = tooLarge(limit)
            }
            return count == 0 ? 1 : 0
        }
    }

    /// Counts the departure, or stops a second one.
    ///
    /// libcurl sends again by itself when a kept connection closes without an answer. The server may have carried
    /// the request out before it closed, so that only a safe request may leave twice.
    private func mayDepart() -> Bool {
        guard departures == 0 || submission.request.method.isSafe else {
            isResendRefused = true
            return false
        }
        departures += 1
        return true
    }
}

extension Duration {
    /// Seconds for a reader: `0.25 s`.
    fileprivate var formatted: String {
        let whole = milliseconds
        return whole % 1000 == 0 ? "\(whole / 1000) s" : "\(Double(whole) / 1000) s"
    }
}
