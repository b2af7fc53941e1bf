import Model

/// The operations on the users of one Workspace account: each sends its request and reads the answer.
struct GoogleDirectory: Sendable {
    let settings: GoogleSettings
    let remote: RemoteSession

    var requests: GoogleRequests { GoogleRequests(settings: settings) }
    /// Asked for only when the answer is there: a pause that the answer names counts from then.
    var responses: GoogleResponses { GoogleResponses(now: remote.now) }

    /// Most pages of a search that are read: an identifier has one user, so more than one page is odd already.
    private static let mostPages = 20
    /// How long Google may take to show what it created (measured by others at seconds to a few minutes).
    private static let settling = Duration.seconds(600)

    /// The users who bear our identifier, compared here again.
    func users(bearing identifier: String) async throws(DeliveryStop) -> [GoogleResource] {
        var hits: [GoogleResource] = []
        var page: String?
        for _ in 0..<Self.mostPages {
            let answer = try await send(requests.search(identifier, at: settings.identifier, page: page))
            switch responses.search(answer) {
            case .failed(let outcome): throw DeliveryStop(outcome)
            case .page(let users, let next):
                hits += users.filter { $0.identifier(at: settings.identifier) == identifier }
                guard let next, hits.count < 2 else { return hits }
                page = next
            }
        }
        throw DeliveryStop(
            .transient(.remoteAnswerUnusable, reason: "the search for one identifier has no end", retryAt: nil))
    }

    /// The user whose primary address or alias it is.
    func user(at address: String) async throws(DeliveryStop) -> GoogleResource? {
        switch responses.read(try await send(requests.read(address)), id: nil) {
        case .found(let user): return user
        case .nobody: return nil
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    /// `nil` when the account is gone. One that we made minutes ago is not gone, only not shown yet.
    func read(_ id: RemoteAccountID) async throws(DeliveryStop) -> GoogleResource? {
        switch responses.read(try await send(requests.read(id.text)), id: id) {
        case .found(let user): return user
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .nobody:
            guard isFresh(id) else { return nil }
            throw unsettled("Google does not show the account yet that it created a moment ago")
        }
    }

    func create(_ user: GoogleUser) async throws(DeliveryStop) -> GoogleResponses.Create {
        remote.tell(.differs(user.attributes.map { $0.difference(from: .null) }))
        let created = responses.create(try await send(requests.create(user)), of: user)
        if case .created(let account) = created {
            remote.remember(.bool(true), as: Self.fresh(account.id), for: Self.settling)
        }
        return created
    }

    /// Makes the account hold what is wanted; tells the attributes that were written, none when it held all of it.
    func update(_ held: GoogleResource, to user: GoogleUser) async throws(DeliveryStop) -> [String] {
        let changes = user.changes(to: held.value)
        remote.tell(.differs(changes.map { $0.difference(from: held.value) }))
        guard !changes.isEmpty else { return [] }
        let id = held.account.id
        let answer = try await send(requests.patch(id, user.body(writing: changes, over: held.value)))
        switch responses.patch(answer, id: id) {
        case .written: break
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .gone(let reason): throw unsettled(reason)
        case .contested(let reason): try await settle(id, user, reason)
        }
        return changes.map(\.target.name)
    }

    /// Deletes the account; one that is gone is deleted.
    func delete(_ id: RemoteAccountID) async throws(DeliveryStop) {
        switch responses.delete(try await send(requests.delete(id))) {
        case .written: return
        case .gone(let reason): if isFresh(id) { throw unsettled(reason) }
        case .contested(let reason): throw unsettled(reason)
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    /// Whether this process made the account so lately that Google may not show it everywhere.
    func isFresh(_ id: RemoteAccountID) -> Bool { remote.recall(Self.fresh(id)) != nil }

    private static func fresh(_ id: RemoteAccountID) -> String { "created \(id.text)" }

    /// What a 409 to a change came to: some are answered after the change was made.
    private func settle(_ id: RemoteAccountID, _ user: GoogleUser, _ reason: String) async throws(DeliveryStop) {
        guard let held = try await read(id) else { throw unsettled(reason) }
        let left = user.changes(to: held.value)
        guard !left.isEmpty else { return }
        if left.contains(where: { $0.target.name == "primaryEmail" }), let address = user.primaryEmail,
            let holder = try await self.user(at: address), holder.account.id != id
        {
            throw DeliveryStop(
                .conflict(reason: "the address `\(address)` is another account's", candidates: [holder.account]))
        }
        throw unsettled(reason)
    }

    /// Google is busy with an earlier change, which time mends.
    func unsettled(_ reason: String) -> DeliveryStop {
        DeliveryStop(.transient(.remoteRejected, reason: reason, retryAt: nil))
    }

    func send(_ request: HTTPRequest) async throws(DeliveryStop) -> RemoteAnswer {
        do throws(RemoteFailure) {
            return try await remote.send(request, with: .token(settings.grant))
        } catch {
            throw DeliveryStop(error.outcome(of: request.method))
        }
    }
}
