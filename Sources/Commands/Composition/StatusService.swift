import Logging
import LoginListener
import Model
import Reports
import ServiceLifecycle

/// Shows how the listener stands: a line that is drawn anew on a terminal, a line every ten seconds elsewhere.
struct StatusService: Service {
    let tally: ListenerTally
    let queue: QueueSnapshot
    let log: ListenerLog
    let style: TerminalStyle

    /// At most five times a second.
    private static let redraw = Duration.milliseconds(200)
    private static let heartbeat = Duration.seconds(10)

    func run() async throws {
        let live = log.live
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                if live.isTerminal {
                    let status = await tally.status(queue: queue, now: SystemClock().now)
                    live.draw(status.line(width: live.width, style: style))
                    try? await Task.sleep(for: Self.redraw)
                } else {
                    guard (try? await Task.sleep(for: Self.heartbeat)) != nil else { break }
                    say(await tally.status(queue: queue, now: SystemClock().now))
                }
            }
        }
        live.clear()
    }

    private func say(_ status: ListenerStatus) {
        var fields: Logger.Metadata = [
            "logins": .stringConvertible(status.logins), "done": .stringConvertible(status.done),
            "retried": .stringConvertible(status.retried), "dead": .stringConvertible(status.dead),
            "held": .stringConvertible(status.held), "broken": .array(status.broken.map { .string($0) }),
        ]
        if let waiting = status.waiting { fields["queue"] = .stringConvertible(waiting) }
        if let oldest = status.oldest { fields["oldestSeconds"] = .stringConvertible(Int(oldest.components.seconds)) }
        log.say(status.line(), "status", fields)
    }
}
