/// A hub's question whether somebody here wants, or no longer wants, its events (WebSub 1.0 §5.3).
struct HubRequest {
    /// Longest challenge that is given back.
    static let longestChallenge = 1024

    private let topic: String
    private let challenge: String

    /// `nil` when the query is no such question.
    init?(_ query: [String: String]) {
        guard let mode = query["hub.mode"], ["subscribe", "unsubscribe"].contains(mode),
            let topic = query["hub.topic"], let challenge = query["hub.challenge"],
            (1...Self.longestChallenge).contains(challenge.utf8.count)
        else { return nil }
        self.topic = topic
        self.challenge = challenge
    }

    /// The challenge, to be given back when the topic is one of ours.
    ///
    /// - Parameter topics: `nil` takes every topic of a form that the hub uses.
    func answer(for topics: Set<String>?) -> String? {
        topics?.contains(topic) ?? Self.isTopic(topic) ? challenge : nil
    }

    /// `ROOT.ORGANIZATION.schema.PROFILE.VERSION.event.TYPE`; the root may hold dots itself.
    private static func isTopic(_ topic: String) -> Bool {
        let parts = topic.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 7, !parts.contains("") else { return false }
        let form = parts.suffix(5)
        return form[form.startIndex] == "schema" && form[form.startIndex + 1].lowercased() == "wso2"
            && form[form.startIndex + 3] == "event"
    }
}
