import CLibCurl

extension CURLcode {
    /// Says in words why a transfer ended.
    ///
    /// `detail` is libcurl's own text. It is shown for connection and TLS failures only: other texts may quote a proxy
    /// with its password or what a server sent.
    func reason(detail: String, isSent: Bool) -> String {
        switch self {
        case CURLE_COULDNT_RESOLVE_HOST: "the host name can't be resolved"
        case CURLE_COULDNT_RESOLVE_PROXY: "the proxy's name can't be resolved"
        case CURLE_COULDNT_CONNECT: "can't connect"
        case CURLE_OPERATION_TIMEDOUT where !isSent: "no connection within the time for connecting"
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
            CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER:
            "TLS failed: \(detail.isEmpty ? summary : detail)"
        case CURLE_GOT_NOTHING: "the connection closed without an answer"
        case CURLE_PARTIAL_FILE: "the answer broke off before its end"
        case CURLE_RECV_ERROR, CURLE_SEND_ERROR:
            isSent ? "the connection broke before the whole answer" : "the connection broke before the request"
        case CURLE_HTTP2, CURLE_HTTP2_STREAM: "the HTTP/2 stream broke before the whole answer"
        default: "\(summary) (libcurl error \(rawValue))"
        }
    }

    private var summary: String {
        guard let text = curl_easy_strerror(self) else { return "unknown failure" }
        return String(cString: text)
    }
}
