import Model

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
    func users(_ attribute: String, equal text: String) async throws(DeliveryStop) -> [SCIM2Resource]? {
        var seen: Set<RemoteAccountID> = []
        var hits: [SCIM2Resource] = []
        for _ in 0..<Self.mostPages {
            let answer = try await send(requests.search(attribute, equals: text, from: seen.count + 1))
            switch responses.search(answer) {
            case .unfilterable: return nil
            case .failed(let outcome): throw DeliveryStop(outcome)
            case .page(let users, let total):
                let fresh = users.filter { !seen.contains($0.account.id) }
                seen.formUnion(fresh.map(\.account.id))
                hits += fresh.filter { $0.has(attribute, text) }
                if seen.count >= total || hits.count > 1 || (fresh.isEmpty && !hits.isEmpty) { return hits }
                guard !fresh.isEmpty else {
                    throw DeliveryStop(
                        .rejected(
                            .remoteRejected,
                            reason:
                                "the target ignores filters and pages, so an account can't be looked up by \(attribute)"
                        ))
                }
            }
        }
        throw DeliveryStop(
            .rejected(
                .remoteRejected,
                reason: "the target ignores filters and has too many users to look one up by \(attribute)"))
    }

    /// How many users there are.
    func count() async throws(DeliveryStop) -> Int {
        let answer = try await send(requests.list())
        switch responses.search(answer) {
        case .unfilterable: throw DeliveryStop(responses.failure(answer, of: .get))
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .page(_, let total): return total
        }
    }

    /// `nil` when the account is gone.
    func read(_ id: RemoteAccountID) async throws(DeliveryStop) -> SCIM2Resource? {
        let answer = try await send(requests.read(id))
        switch responses.read(answer, id: id) {
        case .found(let user): return user
        case .gone: return nil
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    func create(_ user: SCIM2User) async throws(DeliveryStop) -> SCIM2Responses.Create {
        remote.tell(.differs(user.attributes.map { $0.difference(from: .null) }))
        let answer = try await send(requests.create(user.resource))
        return responses.create(answer, of: user)
    }

    /// Makes the account hold what is wanted; tells the paths that were written, none when it held all of it.
    func update(_ held: SCIM2Resource, to user: SCIM2User) async throws(DeliveryStop) -> [String] {
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
            throw DeliveryStop(
                .rejected(.remoteRejected, reason: "the target offers no PATCH of users; set `update: auto`"))
        }
        return changes.map(\.target.path)
    }

    /// Deletes the account; one that is gone is deleted.
    func delete(_ id: RemoteAccountID) async throws(DeliveryStop) {
        let answer = try await send(requests.delete(id))
        switch responses.write(answer, of: .delete, id: id) {
        case .written, .gone: return
        case .unsupported: throw DeliveryStop(.rejected(.remoteRejected, reason: "the target deletes no users"))
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    /// Tells whether the service offers the method.
    private func write(_ request: HTTPRequest, _ id: RemoteAccountID) async throws(DeliveryStop) -> Bool {
        let answer = try await send(request)
        switch responses.write(answer, of: request.method, id: id) {
        case .written: return true
        case .unsupported: return false
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .gone:
            throw DeliveryStop(
                .transient(.remoteRejected, reason: "the account vanished while it was updated", retryAt: nil))
        }
    }

    private func send(_ request: HTTPRequest) async throws(DeliveryStop) -> RemoteAnswer {
        do throws(RemoteFailure) {
            return try await remote.send(request, with: settings.authentication.credentials)
        } catch {
            throw DeliveryStop(error.outcome(of: request.method))
        }
    }
}
