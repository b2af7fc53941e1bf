import Crypto
import Hummingbird
import Model
import Provisioning
import ServiceLifecycle

/// Sends a visitor what changes, as server-sent events (WHATWG HTML §9.2): each changed part of the page whole, and a
/// line of news. It looks at the store, not at this process, so it tells what every listener on the state does.
struct ConsoleStream: Sendable {
    /// How often it looks.
    static let pace = Duration.seconds(1)
    /// After so many looks without a change a comment shows that the stream is alive; proxies cut silent ones.
    static let silence = 10
    /// When the browser tries again, in milliseconds.
    static let retry = 3000

    let glances: ConsoleGlances
    let parts: ConsoleParts
    let means: ConsoleParts.Means
    let clock: any Clock<Duration>
    /// The visitor may still see it: sessions end, and tokens are changed.
    let isAdmitted: @Sendable () -> Bool

    /// - Parameters:
    ///   - mark: The last event's identifier that the browser has, from a stream before this one.
    ///   - write: Sends text on; it throws when nobody reads any more.
    func run(after mark: String?, write: (String) async throws -> Void) async throws {
        try await write("retry: \(Self.retry)\n\n")
        var shown: [String: String] = [:]
        var deliveries: [DeliveryRecord]?
        var silent = 0
        while !Task.isCancelled, !Task.isShuttingDownGracefully, isAdmitted() {
            var text = ""
            // A store that is busy now is asked again at the next look.
            if let glance = try? await glances.current() {
                let rendered = parts.rendered(glance, for: means)
                let present = Self.mark(of: rendered)
                let isKnown = deliveries == nil && present == mark
                for part in rendered where shown[part.name] != part.html {
                    shown[part.name] = part.html
                    if !isKnown { text += Self.event(part.name, part.html, id: present) }
                }
                if let before = deliveries, let news = Self.news(before, glance.deliveries) {
                    text += Self.event("news", news, id: present)
                }
                deliveries = glance.deliveries
            }
            silent = text.isEmpty ? silent + 1 : 0
            if silent == Self.silence {
                text = ": nothing changed\n\n"
                silent = 0
            }
            if !text.isEmpty { try await write(text) }
            await pause()
        }
        try await write(": the stream ends\n\n")
    }

    private func pause() async {
        await cancelWhenGracefulShutdown { try? await clock.sleep(for: Self.pace) }
    }

    /// An event whose lines end where the text's do: any of the three line ends would end a line of the stream.
    static func event(_ name: String, _ text: String, id: String) -> String {
        let lines = text.utf8.split(omittingEmptySubsequences: false) { $0 == 0x0A || $0 == 0x0D }
        return lines.reduce(into: "id: \(id)\nevent: \(name)\n") { event, line in
            event += "data: " + String(decoding: Array(line), as: UTF8.self) + "\n"
        } + "\n"
    }

    /// Names what is shown, the same in every process.
    private static func mark(of parts: [(name: String, html: String)]) -> String {
        var hash = SHA256()
        for part in parts { hash.update(data: Array(part.html.utf8)) }
        return hash.finalize().prefix(8).hexadecimal
    }

    /// One sentence for those who can't see the table change; `nil` when no delivery did.
    static func news(_ before: [DeliveryRecord], _ now: [DeliveryRecord]) -> String? {
        let known = Dictionary(before.map { ($0.id, $0) }) { first, _ in first }
        let changed = now.filter { record in
            guard let old = known[record.id] else { return true }
            return old.status != record.status || old.attempt != record.attempt
        }
        guard let latest = changed.max(by: { $0.changedAt < $1.changedAt }) else { return nil }
        let count = ConsoleWords.count(changed.count, "delivery", "deliveries")
        return "\(count) changed; the latest, to \(latest.connector), is \(latest.status.rawValue)."
    }
}
