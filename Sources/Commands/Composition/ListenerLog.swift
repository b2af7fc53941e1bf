import ArgumentParser
import Logging
import Model

/// How the listener writes its log.
enum LogFormat: String, ExpressibleByArgument, CaseIterable, Sendable {
    case text
    case json
}

/// What a listener writes to standard error: its log, and what it says about itself.
struct ListenerLog: Sendable {
    let live: LiveLine
    let format: LogFormat
    /// For everything that goes by the log level.
    let logger: Logger

    init(_ format: LogFormat, level: Logger.Level, live: LiveLine) {
        self.live = live
        self.format = format
        var logger = Logger(label: "reconcile") { label in
            switch format {
            case .text: StreamLogHandler(label: label, stream: LiveLineStream(live: live))
            case .json: JSONLog(clock: SystemClock(), write: live.write)
            }
        }
        logger.logLevel = level
        self.logger = logger
    }

    /// Says something whatever the log level is: a line of text, or an event with fields.
    func say(_ text: String, _ message: Logger.Message, _ fields: Logger.Metadata) {
        switch format {
        case .text: live.write(text + "\n")
        case .json:
            var always = logger
            always.logLevel = .info
            always.info(message, metadata: fields)
        }
    }

    /// Logs findings that end the run, so that a reader of JSON gets no other form.
    func report(_ findings: Diagnostics) {
        for finding in findings.findings {
            var fields: Logger.Metadata = ["code": "\(finding.code.id)", "reason": "\(finding.message)"]
            if let hint = finding.hint { fields["hint"] = "\(hint)" }
            logger.error("the listener can't run", metadata: fields)
        }
    }
}
