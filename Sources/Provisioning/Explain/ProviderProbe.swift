package import Model

/// Asks identity providers, without changing anything, for what signing in and proving tokens need of them.
package struct ProviderProbe: Sendable {
    private let party: RelyingParty
    private let keys: KeyCache
    private let clock: any WallClock

    package init(transport: any HTTPTransport, secrets: any SecretResolving, wallClock: any WallClock) {
        clock = wallClock
        keys = KeyCache(over: transport, clock: wallClock, random: RemoteSession.systemRandom)
        party = RelyingParty(
            transport: transport, keys: keys, secrets: secrets, clock: wallClock, random: RemoteSession.systemRandom)
    }

    /// What was found at the providers of connections, and at the key addresses of triggers, by name.
    package func lines(
        connections: [String: OpenIDProvider], keyAddresses: [String: [WebAddress]]
    ) async -> [Checkup.Line] {
        let found = await withTaskGroup(of: (ResourceKey, [ProbeStep]).self) { group in
            for (name, provider) in connections {
                group.addTask { (ResourceKey(.connection, name), await party.probe(provider, at: clock.now)) }
            }
            for (name, addresses) in keyAddresses {
                group.addTask {
                    var steps: [ProbeStep] = []
                    for address in addresses { steps.append(await keys.probe(address)) }
                    return (ResourceKey(.loginTrigger, name), steps)
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        return found.sorted { $0.0 < $1.0 }.flatMap { key, steps in
            steps.map { Checkup.Line(key.description, "\($0.subject): \($0.message)", remedy: $0.remedy) }
        }
    }
}
