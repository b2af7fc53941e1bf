import Model

extension GoogleConnector {
    /// Asks for a token, then reads the administrator, a user, and a member of each group that is kept.
    package func probe(in remote: RemoteSession) async -> [ProbeStep] {
        let directory = GoogleDirectory(settings: settings, remote: remote)
        do throws(RemoteFailure) {
            _ = try await remote.token(for: settings.grant)
        } catch {
            return [tokenStep(error)]
        }
        let scopes = settings.scopes.map { $0.split(separator: ".").suffix(2).joined(separator: ".") }
        var steps = [
            ProbeStep("token", "Google gives tokens on behalf of \(settings.adminEmail.text) for \(listed(scopes))"),
            await administrator(directory), await users(directory),
        ]
        for group in settings.managedGroups { steps.append(await members(of: group, directory)) }
        return steps
    }

    private func tokenStep(_ failure: RemoteFailure) -> ProbeStep {
        let step = failure.outcome(of: .get).probeStep("token")
        guard case .token(.refused) = failure else { return step }
        return ProbeStep(
            step.subject, step.message,
            remedy: "in the Admin console, grant the service account's client id domain-wide delegation of "
                + "\(listed(settings.scopes)); check that `adminEmail` is a user there, and that the key is not deleted"
        )
    }

    private func administrator(_ directory: GoogleDirectory) async -> ProbeStep {
        let address = settings.adminEmail.text
        do throws(DeliveryStop) {
            guard let user = try await directory.user(at: address) else {
                return ProbeStep("administrator", "\(address) is no user", remedy: "correct `adminEmail`")
            }
            if user.isLockedOut {
                return ProbeStep(
                    "administrator", "\(address) is suspended or archived", remedy: "reactivate it, or name another")
            }
            if user.value["isAdmin"] == .bool(true) {
                return ProbeStep("administrator", "\(address) is a super administrator")
            }
            guard user.value["isDelegatedAdmin"] == .bool(true) else {
                return ProbeStep(
                    "administrator", "\(address) is no administrator",
                    remedy: "give it a role that may create, read and update users")
            }
            return ProbeStep(
                "administrator",
                "\(address) is an administrator by a role, which has to let it create, read and update users")
        } catch {
            return error.outcome.probeStep("administrator")
        }
    }

    private func users(_ directory: GoogleDirectory) async -> ProbeStep {
        let whose = settings.domain.map { "the domain \($0.text)" } ?? "the Workspace account"
        do throws(DeliveryStop) {
            let answer = try await directory.send(directory.requests.sample(of: settings.domain))
            switch directory.responses.search(answer) {
            case .failed(let outcome): return outcome.probeStep("users")
            case .page(let users, _):
                let customer = users.first?.value["customerId"]?.string.map { " (customer \(answer.shown($0)))" } ?? ""
                let found = users.isEmpty ? "; it has none" : ", such as \(answer.shown(users[0].primaryEmail))"
                return ProbeStep("users", "reads the users of \(whose)\(customer)\(found)")
            }
        } catch {
            return error.outcome.probeStep("users")
        }
    }

    private func members(of group: String, _ directory: GoogleDirectory) async -> ProbeStep {
        let subject = "group \(group)"
        do throws(DeliveryStop) {
            let answer = try await directory.send(directory.requests.members(of: group))
            if answer.status == 404 {
                return ProbeStep(
                    subject, GoogleError(answer).description, remedy: "create the group, or correct `groups`")
            }
            guard answer.status == 200 else {
                return directory.responses.failure(answer, of: .get, concerns: .everybody).probeStep(subject)
            }
            guard directory.responses.json(answer)?["kind"]?.string == "admin#directory#members" else {
                return directory.responses.unusable("the answer is no list of members").probeStep(subject)
            }
            return ProbeStep(subject, "reads its members")
        } catch {
            return error.outcome.probeStep(subject)
        }
    }

    private func listed(_ words: [String]) -> String { words.joined(separator: ", ") }
}
