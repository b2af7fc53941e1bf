import Model
import Provisioning

/// How the console words what it shows; nothing is told by colour alone.
enum ConsoleWords {
    /// `2026-11-23 19:00:05Z`, to the second.
    static func time(_ moment: Timestamp) -> String {
        let text = moment.description
        return text.prefix(19).map { $0 == "T" ? " " : "\($0)" }.joined() + "Z"
    }

    /// A rough length of time: it is for looking at, and changes seldom.
    static func age(_ length: Duration) -> String {
        let seconds = max(0, length.inMilliseconds / 1000)
        switch seconds {
        case ..<10: return "a few seconds"
        case ..<60: return "\(seconds / 10 * 10) s"
        case ..<3600: return "\(seconds / 60) min"
        case ..<172_800: return "\(seconds / 3600) h"
        default: return "\(seconds / 86_400) days"
        }
    }

    /// The text, cut to so many characters.
    static func short(_ text: String, _ most: Int) -> String {
        text.count <= most ? text : text.prefix(most - 1) + "…"
    }

    /// The name with its middle left out: names of a kind differ at their ends.
    static func shortName(_ name: String, _ most: Int) -> String {
        name.count <= most ? name : name.prefix(most - 1 - most / 3) + "…" + name.suffix(most / 3)
    }

    /// The class of a status; its word stands there too.
    static func tone(of status: DeliveryStatus) -> String {
        switch status {
        case .succeeded, .unchanged: "good"
        case .queued, .sent, .ambiguous, .held: "wait"
        case .skipped, .superseded: "quiet"
        case .dead: "bad"
        }
    }

    static func breaker(_ health: ConnectorHealth?) -> String {
        switch health?.state {
        case .open: "open"
        case .halfOpen: "half open"
        case nil: "closed"
        }
    }

    /// What waits, as `3 wait, the oldest for 2 min`.
    static func queue(_ standing: ConnectorStanding, at now: Timestamp) -> String {
        guard standing.waiting > 0 else { return "nothing waits" }
        let verb = standing.waiting == 1 ? "waits" : "wait"
        guard let since = standing.waitingSince else { return "\(standing.waiting) \(verb)" }
        return "\(standing.waiting) \(verb), the oldest for \(age(now - since))"
    }

    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }
}

extension ConsoleHouse.Difference {
    /// Short words beside a name, and the story of drift.
    var badges: [[String: Any]] {
        var badges: [[String: Any]] = []
        if let drift {
            badges.append([
                "word": isAcknowledged ? "drift, accepted" : "drift", "story": drift, "isTold": true,
                "tone": isAcknowledged ? "quiet" : "bad",
            ])
        }
        if let pending {
            badges.append(["word": "pending: \(pending)", "tone": "wait"])
        }
        return badges
    }
}
