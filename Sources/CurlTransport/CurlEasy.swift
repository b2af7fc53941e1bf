import CLibCurl
import Provisioning

/// Owns libcurl's handle of one transfer.
struct CurlEasy: ~Copyable {
    let pointer: UnsafeMutableRawPointer

    init() throws(TransportError) {
        guard let pointer = curl_easy_init() else { throw .unsent("libcurl can't begin a transfer: out of memory") }
        self.pointer = pointer
    }

    deinit {
        curl_easy_cleanup(pointer)
    }

    func set(_ option: CURLoption, _ value: Int) throws(TransportError) {
        try check(clibcurl_set_long(pointer, option, value), option)
    }

    func set(_ option: CURLoption, offset value: Int) throws(TransportError) {
        try check(clibcurl_set_offset(pointer, option, curl_off_t(value)), option)
    }

    /// libcurl copies the string.
    func set(_ option: CURLoption, _ value: String) throws(TransportError) {
        try check(clibcurl_set_string(pointer, option, value), option)
    }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) throws(TransportError) {
        try check(clibcurl_set_pointer(pointer, option, value), option)
    }

    func set(_ option: CURLoption, receiver: @escaping CurlReceiver) throws(TransportError) {
        try check(clibcurl_set_receiver(pointer, option, receiver), option)
    }

    /// Sets the body; libcurl copies it.
    func set(body: [UInt8]) throws(TransportError) {
        try set(CURLOPT_POSTFIELDSIZE_LARGE, offset: body.count)
        // An empty array may have no address, and none would mean that a callback gives the body.
        let status = (body.isEmpty ? [0] : body).withUnsafeBytes { bytes in
            clibcurl_set_pointer(pointer, CURLOPT_COPYPOSTFIELDS, bytes.baseAddress)
        }
        try check(status, CURLOPT_COPYPOSTFIELDS)
    }

    func set(beforeRequest: @escaping CurlBeforeRequest) throws(TransportError) {
        try check(clibcurl_set_before_request(pointer, beforeRequest), CURLOPT_PREREQFUNCTION)
    }

    func set(target: borrowing CurlURL) throws(TransportError) {
        try check(clibcurl_set_url(pointer, target.pointer), CURLOPT_CURLU)
    }

    private func check(_ status: CURLcode, _ option: CURLoption) throws(TransportError) {
        guard status == CURLE_OK else {
            throw .unsent("libcurl does not take option \(option.rawValue): error \(status.rawValue)")
        }
    }
}

typealias CurlReceiver =
    @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int

typealias CurlBeforeRequest =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?, Int32, Int32
    ) -> Int32
