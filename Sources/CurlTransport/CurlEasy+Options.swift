import CLibCurl
import Provisioning

extension CurlEasy {
    /// Sets everything but the URL, the headers and the callbacks.
    func apply(
        _ options: CurlTransport.Options, for request: HTTPRequest, to target: CurlTarget
    ) throws(TransportError) {
        try set(CURLOPT_NOSIGNAL, 1)
        // An abort must not wait for a name server: libcurl then lets its resolver thread end alone.
        try set(CURLOPT_QUICK_EXIT, 1)
        try set(CURLOPT_PROTOCOLS_STR, "http,https")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        try set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        // A proxy that only makes a tunnel gets none of the request's headers, and its own are not the answer's.
        try set(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
        try set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        // Zero would mean libcurl's own five minutes.
        try set(CURLOPT_CONNECTTIMEOUT_MS, max(1, min(options.connectTimeout, request.timeout).milliseconds))
        try set(CURLOPT_MAXAGE_CONN, max(1, options.longestIdle.milliseconds / 1000))
        try set(CURLOPT_TCP_KEEPALIVE, 1)
        // Refuses an announced length at once; zero would mean no limit, and the count of what arrives still holds.
        try set(CURLOPT_MAXFILESIZE_LARGE, offset: max(1, request.largestAnswer))
        if target.isLoopback { try set(CURLOPT_NOPROXY, "*") }
        try applyTrust(options)
        try applyMethod(request)
    }

    private func applyTrust(_ options: CurlTransport.Options) throws(TransportError) {
        let minimum = Int(CURL_SSLVERSION_TLSv1_2)
        try set(CURLOPT_SSLVERSION, minimum)
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_PROXY_SSLVERSION, minimum)
        try set(CURLOPT_PROXY_SSL_VERIFYPEER, 1)
        try set(CURLOPT_PROXY_SSL_VERIFYHOST, 2)
        if let caFile = options.caFile {
            try set(CURLOPT_CAINFO, caFile)
            try set(CURLOPT_PROXY_CAINFO, caFile)
        }
    }

    private func applyMethod(_ request: HTTPRequest) throws(TransportError) {
        switch (request.method, request.body) {
        case (.get, nil):
            try set(CURLOPT_HTTPGET, 1)
        case (.delete, nil):
            try set(CURLOPT_HTTPGET, 1)
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        case (_, let body):
            // RFC 9110 §8.6: a method that means a body says `Content-Length: 0` when it has none.
            try set(CURLOPT_POST, 1)
            try set(body: body ?? [])
            try set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }
}
