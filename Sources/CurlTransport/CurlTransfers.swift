import CLibCurl
import Glibc
import Provisioning

/// The transfers under way. Lives on the loop's thread only.
struct CurlTransfers {
    /// Longest sleep when nothing is under way; a new request wakes the loop at once.
    private static let longestWait = Duration.seconds(60)

    private let multi: CurlMultiHandle
    private let options: CurlTransport.Options
    private var active: [UnsafeMutableRawPointer: CurlRequest] = [:]

    init(multi: CurlMultiHandle, options: CurlTransport.Options) {
        self.multi = multi
        self.options = options
    }

    mutating func begin(_ submission: CurlSubmission) {
        if submission.cancellation.isRequested {
            submission.finish(.failure(.cancelled))
            return
        }
        do throws(TransportError) {
            let request = try CurlRequest(submission, options: options)
            guard curl_multi_add_handle(multi.pointer, request.easy.pointer) == CURLM_OK else {
                throw .unsent("\(request.target.origin): libcurl can't begin the transfer")
            }
            active[request.easy.pointer] = request
        } catch {
            submission.finish(.failure(error))
        }
    }

    /// Moves every transfer on, then ends those that are complete, cancelled or late.
    mutating func advance() {
        var running: Int32 = 0
        curl_multi_perform(multi.pointer, &running)
        endCompleted()
        let now = ContinuousClock.now
        for (pointer, request) in active {
            if request.submission.cancellation.isRequested {
                end(pointer, with: .failure(.cancelled))
            } else if request.submission.deadline <= now {
                end(pointer, with: .failure(request.deadlineFailure))
            }
        }
    }

    /// Sleeps until a socket is ready, a time-out of libcurl or a deadline is due, or the loop is woken.
    func wait() {
        var longest = Self.longestWait
        if let deadline = active.values.lazy.map(\.submission.deadline).min() {
            longest = min(longest, max(.zero, ContinuousClock.now.duration(to: deadline)))
        }
        if curl_multi_poll(multi.pointer, nil, 0, Int32(longest.milliseconds), nil) != CURLM_OK {
            // Out of memory: without a pause the loop would spin.
            usleep(10_000)
        }
    }

    mutating func abortAll() {
        for (pointer, request) in active {
            end(pointer, with: .failure(request.failure("the transport was shut down")))
        }
    }

    private mutating func endCompleted() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi.pointer, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let pointer = message.pointee.easy_handle,
                let request = active[pointer]
            else { continue }
            // The message is gone once its handle is removed.
            let code = message.pointee.data.result
            end(pointer, with: request.result(code))
        }
    }

    private mutating func end(_ pointer: UnsafeMutableRawPointer, with result: Result<HTTPResponse, TransportError>) {
        guard let request = active.removeValue(forKey: pointer) else { return }
        curl_multi_remove_handle(multi.pointer, pointer)
        request.submission.finish(result)
    }
}
