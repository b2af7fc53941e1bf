import Model

// What is known of the service, and how it becomes known.

extension SCIM2Service {
    private static let quirksKey = "scim2 quirks"
    private static let configKey = "scim2 config"
    /// For how long a thing that was learned is taken for true: the service may be mended.
    static let memory = Duration.seconds(3600)

    var quirks: SCIM2Quirks { SCIM2Quirks(remote.recall(Self.quirksKey)) }

    func remember(_ quirks: SCIM2Quirks) {
        guard quirks != self.quirks else { return }
        remote.remember(quirks.value, as: Self.quirksKey, for: Self.memory)
    }

    /// Sends a change, and once more for each quirk that a refusal hints at, made as that quirk wants it.
    ///
    /// A refusal says that nothing was done, so this is no repetition. What helped is remembered.
    /// - Parameter make: The request for a service with these quirks; `nil` when it leaves nothing to change.
    /// - Returns: The last answer; `nil` when nothing was left to change.
    func settle(_ make: (SCIM2Quirks) -> HTTPRequest?) async throws(DeliveryStop) -> RemoteAnswer? {
        var quirks = self.quirks
        guard var request = make(quirks) else { return nil }
        var answer = try await send(request)
        var tried: Set<SCIM2Quirk> = []
        while let hint = quirks.hinted(by: answer, to: request.method).first(where: { !tried.contains($0) }) {
            tried.insert(hint)
            let bent = quirks.adding(hint)
            guard let other = make(bent) else {
                remember(bent)
                return nil
            }
            guard other != request else { continue }
            let second = try await send(other)
            let isSuccess = (200...299).contains(second.status)
            // The same refusal again: it was about something else.
            guard isSuccess || SCIM2Error(second).words != SCIM2Error(answer).words || second.status != answer.status
            else { continue }
            (quirks, request, answer) = (bent, other, second)
            if isSuccess { remember(quirks) }
        }
        return answer
    }

    /// What the service says of itself, asked for once in a while; silent when it says nothing that can be read.
    func config() async throws(DeliveryStop) -> SCIM2ServiceConfig {
        if let known = remote.recall(Self.configKey) { return SCIM2ServiceConfig(known) }
        do throws(DeliveryStop) {
            var config = try await readConfig(isPlural: false).config
            if config.isSilent { config = try await readConfig(isPlural: true).config }
            remote.remember(config.value, as: Self.configKey, for: Self.memory)
            return config
        } catch {
            // Where only this page is out of reach, the next attempt does without it.
            if error.outcome.code == .remoteUnreachable {
                remote.remember(SCIM2ServiceConfig(nil).value, as: Self.configKey, for: .seconds(600))
            }
            throw error
        }
    }

    /// - Throws: what every further request would meet too: a target that asks us to stay away or is out of reach.
    func readConfig(
        isPlural: Bool
    ) async throws(DeliveryStop) -> (config: SCIM2ServiceConfig, answer: RemoteAnswer) {
        let answer = try await send(requests.config(isPlural: isPlural))
        let isPause = answer.status >= 500 && answer.header("Retry-After") != nil
        if isPause || answer.status == 429 || answer.status == 401 {
            throw DeliveryStop(responses.failure(answer, of: .get))
        }
        return (SCIM2ServiceConfig(answer.status == 200 ? answer.rawJSON : nil), answer)
    }
}
