import Model

/// Looks at an organisation without changing anything: who we are, what the API offers, and what we may do.
struct SalesforceProbe: Sendable {
    let settings: SalesforceSettings
    let remote: RemoteSession

    private var requests: SalesforceRequests { SalesforceRequests(settings) }

    /// The first step that fails for want of a token or an answer ends the probe: the rest would fail alike.
    func steps() async -> [ProbeStep] {
        let token: AccessToken
        do throws(RemoteFailure) {
            token = try await remote.token(for: settings.grant)
        } catch {
            return [tokenStep(error)] + flowSteps
        }
        var steps = [tokenStep(token)] + flowSteps
        do throws(DeliveryStop) {
            steps.append(versionStep(try await json(requests.versions())))
            let users = try await json(
                requests.query(SalesforceQuery(fields: ["COUNT()"], object: "User", conditions: [])))
            steps.append(usersStep(users))
            steps += permissionSteps(try await json(requests.describe()))
            try await steps.append(contentsOf: nameSteps())
        } catch {
            return steps + [error.outcome.probeStep("users")]
        }
        return steps + [await limitStep()]
    }

    private func tokenStep(_ failure: RemoteFailure) -> ProbeStep {
        let step = failure.outcome(of: .get).probeStep("token")
        guard case .token(.refused) = failure else { return step }
        let remedy =
            switch settings.authentication.flow {
            case .jwtBearer:
                "check `clientId`, that the app holds the key's certificate, `audience`, and that the user is pre-authorised for the app"
            case .clientCredentials:
                "switch the client credentials flow on in the app, and name a user there who acts (`Run As`); the token endpoint must be the organisation's own"
            case .password:
                "Salesforce blocks this flow by default: prefer `jwtBearer` or `clientCredentials`, else allow it in the OAuth settings and put the security token behind the password"
            }
        return ProbeStep("token", step.message, remedy: remedy)
    }

    private func tokenStep(_ token: AccessToken) -> ProbeStep {
        func said(_ name: String) -> String? {
            token.answer[name]?.string.map { SecretBlot.blotted($0, of: [token.text.revealed]) }
        }
        let scope = said("scope").map { "; scope \($0)" } ?? ""
        guard let found = said("instance_url"), let address = WebAddress(found),
            address.text.lowercased() != settings.instanceURL.text.lowercased()
        else { return ProbeStep("token", "has a token from \(settings.tokenURL.text)\(scope)") }
        return ProbeStep(
            "token", "the token is for \(address.text), and `instanceUrl` is \(settings.instanceURL.text)",
            remedy: "set `instanceUrl: \(address.text)`, or take the app of the other organisation")
    }

    private var flowSteps: [ProbeStep] {
        guard case .password = settings.authentication.flow else { return [] }
        return [
            ProbeStep(
                "flow",
                "signs in with a user's name and password, which Salesforce advises against: prefer `jwtBearer` or "
                    + "`clientCredentials`")
        ]
    }

    private func versionStep(_ answer: Value) -> ProbeStep {
        let versions = (answer.list ?? []).compactMap { $0["version"]?.string }
        let ours = settings.apiVersion.text
        guard let newest = versions.last else {
            return ProbeStep(
                "version", "the list of API versions is empty", remedy: "check that `instanceUrl` is an organisation's")
        }
        guard versions.contains(where: { "v\($0)" == ours }) else {
            return ProbeStep(
                "version", "the organisation does not offer \(ours)", remedy: "set `apiVersion: v\(newest)`")
        }
        return ProbeStep("version", "uses \(ours); the newest there is v\(newest)")
    }

    private func usersStep(_ answer: Value) -> ProbeStep {
        guard let total = answer["totalSize"]?.int else {
            return ProbeStep(
                "users", "the answer holds no count", remedy: "check that `instanceUrl` is an organisation's")
        }
        return ProbeStep("users", "reads users; \(total) there")
    }

    /// Whether we may write users, and whether the field of our identifier is what we need.
    private func permissionSteps(_ user: Value) -> [ProbeStep] {
        var steps: [ProbeStep] = []
        if user["createable"] == .bool(true), user["updateable"] == .bool(true) {
            steps.append(ProbeStep("permission", "may create and update users"))
        } else {
            steps.append(
                ProbeStep(
                    "permission", "may not create and update users",
                    remedy: "give the user who acts the permissions `Manage Internal Users` and `API Enabled`"))
        }
        let key = settings.externalIDField.name
        guard let field = (user["fields"]?.list ?? []).first(where: { $0["name"]?.string == key }) else {
            let remedy = "create the field, or let the user who acts see it"
            return steps + [ProbeStep("external id", "users have no field `\(key)` that we can see", remedy: remedy)]
        }
        if settings.create == .upsert, field["externalId"] != .bool(true), field["idLookup"] != .bool(true) {
            return steps + [
                ProbeStep(
                    "external id", "`\(key)` is no External ID, so `upsert` will be refused",
                    remedy: "tick `External ID` and `Unique` at the field, or write `create: insert`")
            ]
        }
        if settings.externalIDField != .federation, field["unique"] != .bool(true) {
            return steps + [
                ProbeStep(
                    "external id", "`\(key)` is not unique, so two users could carry one identifier",
                    remedy: "tick `Unique` at the field")
            ]
        }
        return steps + [ProbeStep("external id", "`\(key)` is there")]
    }

    /// Whether the names in the settings are those of records.
    private func nameSteps() async throws(DeliveryStop) -> [ProbeStep] {
        let service = SalesforceService(settings: settings, remote: remote)
        var steps: [ProbeStep] = []
        if let profile = settings.newAccounts.profile {
            steps.append(
                try await nameStep("profile", "finds the profile `\(profile)`") { () async throws(DeliveryStop) in
                    try await service.checkProfile(profile)
                })
        }
        if !settings.permissionSets.isEmpty {
            let names = Set(settings.permissionSets.values).sorted()
            steps.append(
                try await nameStep("permission sets", "finds \(names.joined(separator: ", "))") {
                    () async throws(DeliveryStop) in _ = try await service.permissionSets(names)
                })
        }
        return steps
    }

    private func nameStep(
        _ subject: String, _ found: String, _ look: () async throws(DeliveryStop) -> Void
    ) async throws(DeliveryStop) -> ProbeStep {
        do throws(DeliveryStop) {
            try await look()
            return ProbeStep(subject, found)
        } catch {
            guard case .rejected(_, let reason) = error.outcome else { throw error }
            return ProbeStep(subject, reason, remedy: "correct `settings`; names are those of Setup")
        }
    }

    /// Not everybody may read the limits, and nothing depends on it.
    private func limitStep() async -> ProbeStep {
        guard let limits = try? await json(requests.limits()),
            let most = limits["DailyApiRequests"]?["Max"]?.int, most > 0,
            let rest = limits["DailyApiRequests"]?["Remaining"]?.int
        else { return ProbeStep("limit", "may not read the organisation's limits; nothing depends on it") }
        let limit = SalesforceLimit(used: max(0, most - rest), most: most)
        return ProbeStep(
            "limit", "\(limit)",
            remedy: limit.isNear ? "all clients share this limit: slow other clients down, or buy more requests" : nil)
    }

    private func json(_ request: HTTPRequest) async throws(DeliveryStop) -> Value {
        let answer: RemoteAnswer
        do throws(RemoteFailure) {
            answer = try await remote.send(request, with: .token(settings.grant))
        } catch {
            throw DeliveryStop(error.outcome(of: request.method))
        }
        let responses = SalesforceResponses(now: remote.now)
        guard answer.status == 200 else { throw DeliveryStop(responses.failure(answer, of: .get)) }
        guard let value = answer.json else {
            throw DeliveryStop(
                .transient(.remoteAnswerUnusable, reason: "\(request.url) answered no JSON", retryAt: nil))
        }
        return value
    }
}
