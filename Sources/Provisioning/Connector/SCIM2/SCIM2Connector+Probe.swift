import Model

extension SCIM2Connector {
    /// Token, service, users, groups: the first that fails for a reason that the others share ends the probe.
    package func probe(in remote: RemoteSession) async -> [ProbeStep] {
        let service = SCIM2Service(settings: settings, remote: remote)
        var steps: [ProbeStep] = []
        do throws(DeliveryStop) {
            if let token = try await tokenStep(in: remote) { steps.append(token) }
        } catch {
            return [error.outcome.probeStep("token")]
        }
        do throws(DeliveryStop) {
            steps.append(try await serviceStep(by: service))
        } catch {
            return steps + [error.outcome.probeStep("service")]
        }
        do throws(DeliveryStop) {
            let total = try await service.count(.users)
            steps.append(ProbeStep("users", "reads users; \(total) there"))
        } catch {
            return steps + [error.outcome.probeStep("users")]
        }
        guard let push = settings.groups else { return steps }
        do throws(DeliveryStop) {
            let missing = try await SCIM2Memberships(push: push, service: service).missing()
            steps.append(groupsStep(push, missing))
        } catch {
            steps.append(error.outcome.probeStep("groups"))
        }
        return steps
    }

    private func tokenStep(in remote: RemoteSession) async throws(DeliveryStop) -> ProbeStep? {
        guard case .token(let grant) = settings.authentication.credentials else { return nil }
        do throws(RemoteFailure) {
            let token = try await remote.token(for: grant)
            let scope = token.answer["scope"]?.string.map { "; scope \($0)" } ?? ""
            return ProbeStep("token", "the token endpoint gives a token until \(token.expiresAt)\(scope)")
        } catch {
            throw DeliveryStop(error.outcome(of: .get))
        }
    }

    private func serviceStep(by service: SCIM2Service) async throws(DeliveryStop) -> ProbeStep {
        var (config, answer) = try await service.readConfig(isPlural: false)
        if config.isSilent {
            let plural = try await service.readConfig(isPlural: true)
            if !plural.config.isSilent { (config, answer) = plural }
        }
        guard config.isSilent else { return ProbeStep("service", "\(settings.baseURL.text) \(config.summary)") }
        return ProbeStep(
            "service",
            "says nothing of itself (ServiceProviderConfig: \(answer.status)), which is no fault: "
                + "what it offers shows when it is used")
    }

    private func groupsStep(_ push: SCIM2GroupPush, _ missing: [String]) -> ProbeStep {
        let all = push.managed
        guard !missing.isEmpty else {
            return ProbeStep("groups", "reads groups; all of \(all.joined(separator: ", ")) there")
        }
        let names = missing.joined(separator: ", ")
        guard !push.create else { return ProbeStep("groups", "reads groups; \(names) will be created when needed") }
        return ProbeStep(
            "groups", "there is no group \(names)",
            remedy: "make it at the target, or set `settings.groups.create: true`")
    }
}
