import CLibCurl

/// libcurl's multi handle: the connection pool and the transfers on it.
///
/// Unchecked: `wake` is the one function libcurl allows from any thread; the rest is for the loop's thread, and
/// `CurlMultiLoop` orders `wake` before `cleanup`.
struct CurlMultiHandle: @unchecked Sendable {
    let pointer: UnsafeMutableRawPointer

    init?(options: CurlTransport.Options) {
        guard let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        let limits: [(CURLMoption, Int)] = [
            (CURLMOPT_MAX_TOTAL_CONNECTIONS, options.connections),
            (CURLMOPT_MAX_HOST_CONNECTIONS, options.connectionsPerHost),
            (CURLMOPT_MAXCONNECTS, options.connections),
        ]
        for (option, limit) in limits {
            guard clibcurl_multi_set_long(pointer, option, max(limit, 1)) == CURLM_OK else {
                curl_multi_cleanup(pointer)
                return nil
            }
        }
    }

    func wake() {
        curl_multi_wakeup(pointer)
    }

    /// Closes all connections. All transfers must have been removed.
    func cleanup() {
        curl_multi_cleanup(pointer)
    }
}
