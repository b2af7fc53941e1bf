import Hummingbird
package import Logging
import NIOCore
import Synchronization

/// Writes one line a request: who asked what, and how that ended.
///
/// It holds no header, no query and no body, which is where secrets and codes are.
package struct AccessLog: Sendable {
    private let logger: Logger
    private let clock = ContinuousClock()

    /// - Parameter logger: Written to whatever its level is.
    package init(_ logger: Logger) {
        var logger = logger
        logger.logLevel = .info
        self.logger = logger
    }

    func begin(_ request: Request, _ context: ListenerContext) -> Line {
        var fields: Logger.Metadata = [
            "method": "\(Self.plain(request.method.rawValue))", "path": "\(Self.plain(request.uri.path))",
            "request": "\(context.requestID)",
        ]
        if let peer = context.remoteAddress?.ipAddress { fields["peer"] = "\(peer)" }
        if context.endpointPath?.hasPrefix("/triggers/") == true, let trigger = context.parameters.get("name") {
            fields["trigger"] = "\(Self.plain(trigger))"
        }
        return Line(logger, fields, clock.now)
    }

    /// The text with what could end a line, or look like something else, written as `%XX`; cut where it is long.
    private static func plain(_ text: String) -> String {
        var plain = ""
        for byte in text.utf8.prefix(512) {
            if (0x21...0x7E).contains(byte), byte != UInt8(ascii: "\"") {
                plain.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                plain += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return plain
    }

    /// One request's line, written once: when its answer is written, or when nobody holds the answer any more.
    final class Line: Sendable {
        private struct State {
            var status: Int?
            var bytes = 0
            var isWritten = false
        }

        private let logger: Logger
        private let fields: Logger.Metadata
        private let start: ContinuousClock.Instant
        private let state = Mutex(State())

        fileprivate init(_ logger: Logger, _ fields: Logger.Metadata, _ start: ContinuousClock.Instant) {
            self.logger = logger
            self.fields = fields
            self.start = start
        }

        deinit { write(isWhole: false) }

        /// The answer, watched until it is out.
        func following(_ response: Response) -> Response {
            state.withLock { $0.status = response.status.code }
            var response = response
            let body = response.body
            response.body = ResponseBody(contentLength: body.contentLength) { writer in
                try await body.write(CountingWriter(inner: writer, line: self))
                self.write(isWhole: true)
            }
            return response
        }

        /// The answer, of which nothing but its head goes out.
        func ending(with response: Response) -> Response {
            state.withLock { $0.status = response.status.code }
            write(isWhole: true)
            return response
        }

        fileprivate func wrote(_ bytes: Int) { state.withLock { $0.bytes += bytes } }

        private func write(isWhole: Bool) {
            let state = state.withLock { state in
                defer { state.isWritten = true }
                return state
            }
            guard !state.isWritten else { return }
            var fields = fields
            fields["status"] = state.status.map { .stringConvertible($0) } ?? "-"
            fields["bytes"] = .stringConvertible(state.bytes)
            fields["ms"] = .stringConvertible(Int((ContinuousClock().now - start) / .milliseconds(1)))
            if !isWhole { fields["cut"] = .stringConvertible(true) }
            logger.info("request", metadata: fields)
        }
    }
}

/// Counts what goes out.
private struct CountingWriter: ResponseBodyWriter {
    var inner: any ResponseBodyWriter
    let line: AccessLog.Line

    mutating func write(_ buffer: ByteBuffer) async throws {
        try await inner.write(buffer)
        line.wrote(buffer.readableBytes)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {
        try await inner.finish(trailingHeaders)
    }
}
