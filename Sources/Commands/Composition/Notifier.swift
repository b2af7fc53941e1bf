import Model
import Provisioning
import Reports

/// Tells a webhook when a status changes; signed as standardwebhooks.com says.
struct Notifier: Sendable {
    private static let attempts = 4

    let url: String
    let secret: SecretReference
    let transport: any HTTPTransport
    let console: Console

    /// `nil` when nobody is to be told.
    init?(_ options: WatchOptions, _ console: Console) throws(Diagnostics) {
        guard let url = options.notify, let secret = options.notifySecret else { return nil }
        self.url = url
        self.secret = secret.reference
        self.console = console
        transport = try Composition.transport(caFile: nil)
        // A secret that is not there shows at once and not with the first alarm.
        do throws(SecretFailure) { _ = try ProcessSecrets().resolve(secret.reference) } catch {
            throw Diagnostics([
                Diagnostic(.notificationFailed, "messages can't be signed: \(error)", hint: "check --notify-secret")
            ])
        }
    }

    /// Sends the message, again after a failure, always under one id. That nobody could be told is a warning: what was
    /// found counts.
    func tell(_ report: RunReport, previous: RunReport.Outcome?) async {
        let body = Array(JSONText.line(NoticeDocument.value(of: report, previous: previous)).utf8)
        let id = "msg_" + (0..<4).map { _ in String(UInt32.random(in: 0 ... .max), radix: 36) }.joined()
        var problem = ""
        for attempt in 1...Self.attempts {
            do {
                let headers = try StandardSignature.headers(
                    id: id, at: SystemClock().now, body: body, secret: try ProcessSecrets().resolve(secret))
                let answer = try await transport.send(
                    HTTPRequest(
                        method: .post, url: url,
                        headers: headers.map { HTTPHeader($0.name, $0.value) }
                            + [HTTPHeader("Content-Type", "application/json")], body: body))
                if (200..<300).contains(answer.status) { return }
                problem = "it answered \(answer.status)"
            } catch let error as TransportError {
                problem = error.reason
            } catch {
                problem = "\(error)"
            }
            guard attempt < Self.attempts, !Task.isCancelled else { break }
            try? await Task.sleep(for: .seconds(1 << (attempt - 1)))
        }
        console.report(
            Diagnostics([
                Diagnostic(
                    .notificationFailed, severity: .warning, "\(url) could not be told: \(problem)",
                    hint: "check that it takes signed POSTs; the next change is told again")
            ]))
    }
}
