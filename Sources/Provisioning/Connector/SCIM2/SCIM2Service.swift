import Model

/// The outcome that ends a delivery before its last step.
struct SCIM2Stop: Error {
    let outcome: DeliveryOutcome

    init(_ outcome: DeliveryOutcome) {
        self.outcome = outcome
    }
}

/// The operations on one SCIM service: each sends its request and reads the answer.
struct SCIM2Service: Sendable {
    let settings: SCIM2Settings
    let remote: RemoteSession

    private var requests: SCIM2Requests { SCIM2Requests(baseURL: settings.baseURL) }
    /// Asked for only when the answer is there: a pause that the answer names counts from then.
    private var responses: SCIM2Responses { SCIM2Responses(now: remote.now) }

    /// Most pages of a look-up that are read from a service that ignores filters.
    private static let mostPages = 200

    /// The users whose attribute has the value, checked here since some services ignore filters; `nil` when the
    /// service says that it can't filter by the attribute.
    func users(_ attribute: String, equal text: String) async throws(SCIM2Stop) -> [SCIM2Resource]? {
        var seen: Set<RemoteAccountID> = []
        var hits: [SCIM2Resource] = []
        for _ in 0..<Self.mostPages {
            let answer = try await send(requests.search(attribute, equals: text, from: seen.count + 1))
            switch responses.search(answer) {
            case .unfilterable: return nil
            case .failed(let outcome): throw SCIM2Stop(outcome)
            case .page(let users, let total):
                let fresh = users.filter { !seen.contains($0.account.id) }
                seen.formUnion(fresh.map(\.account.id))
                hits += fresh.filter { $0.has(attribute, text) }
                if seen.count >= total || hits.count > 1 || (fresh.isEmpty && !hits.isEmpty) { return hits }
                guard !fresh.isEmpty else {
                    throw SCIM2Stop(
                        .rejected(
                            .remoteRejected,
                            reason:
                                "the target ignores filters and pages, so an account can't be looked up by \(attribute)"
                        ))
                }
            }
        }
        throw SCIM2Stop(
            .rejected(
                .remoteRejected,
                reason: "the target ignores filters and has too many users to look one up by \(attribute)"))
    }

    /// `nil` when the account is gone.
    func read(_ id: RemoteAccountID) async throws(SCIM2Stop) -> SCIM2Resource? {
        let answer = try await send(requests.read(id))
        switch responses.read(answer, id: id) {
        case .found(let user): return user
        case .gone: return nil
        case .failed(let outcome): throw SCIM2Stop(outcome)
        }
    }

    func create(_ user: SCIM2User) async throws(SCIM2Stop) -> SCIM2Responses.Create {
        remote.tell(.differs(user.attributes.map { $0.difference(from: .null) }))
        let answer = try await send(requests.create(user.resource))
        return responses.create(answer, of: user)
    }

    /// Makes the account hold what is wanted; tells the paths that were written, none when it held all of it.
    func update(_ held: SCIM2Resource, to user: SCIM2User) async throws(SCIM2Stop) -> [String] {
        let changes = user.changes(to: held.value)
        remote.tell(.differs(changes.map { $0.difference(from: held.value) }))
        guard !changes.isEmpty else { return [] }
        let id = held.account.id
        let replacing = requests.replace(id, with: user.merged(into: held.value), version: held.version)
        let written: Bool =
            switch settings.update {
            case .patch: try await write(requests.patch(id, changes), id)
            case .put: try await write(replacing, id)
            case .auto:
                if try await write(requests.patch(id, changes), id) { true } else { try await write(replacing, id) }
            }
        guard written else {
            throw SCIM2Stop(
                .rejected(.remoteRejected, reason: "the target offers no PATCH of users; set `update: auto`"))
        }
        return changes.map(\.target.path)
    }

    /// Deletes the account; one that is gone is deleted.
    func delete(_ id: RemoteAccountID) async throws(SCIM2Stop) {
        let answer = try await send(requests.delete(id))
        switch responses.write(answer, of: .delete, id: id) {
        case .written, .gone: return
        case .unsupported: throw SCIM2Stop(.rejected(.remoteRejected, reason: "the target deletes no users"))
        case .failed(let outcome): throw SCIM2Stop(outcome)
        }
    }

    /// Tells whether the service offers the method.
    private func write(_ request: HTTPRequest, _ id: RemoteAccountID) async throws(SCIM2Stop) -> Bool {
        let answer = try await send(request)
        switch responses.write(answer, of: request.method, id: id) {
        case .written: return true
        case .unsupported: return false
        case .failed(let outcome): throw SCIM2Stop(outcome)
        case .gone:
            throw SCIM2Stop(
                .transient(.remoteRejected, reason: "the account vanished while it was updated", retryAt: nil))
        }
    }

    private func send(_ request: HTTPRequest) async throws(SCIM2Stop) -> RemoteAnswer {
        do throws(RemoteFailure) {
            return try await remote.send(request, with: settings.authentication.credentials)
        } catch {
            throw SCIM2Stop(responses.failure(error, of: request.method))
        }
    }
}
