import Model

/// The operations on one organisation: each sends its request and reads the answer.
struct SalesforceService: Sendable {
    let settings: SalesforceSettings
    let remote: RemoteSession

    private var requests: SalesforceRequests { SalesforceRequests(settings) }
    /// Asked for only when the answer is there: a pause that the answer names counts from then.
    private var responses: SalesforceResponses { SalesforceResponses(now: remote.now) }

    /// The users whose field has the value, compared again on our side.
    func users(_ field: String, equal text: String, reading fields: [String]) async throws(DeliveryStop)
        -> [SalesforceRecord]
    {
        let found = try await records(
            .records(of: "User", Self.always.union(fields).union([field]).sorted(), where: field, equals: text))
        let users = found.compactMap(SalesforceRecord.init)
        guard users.count == found.count else {
            throw DeliveryStop(
                .transient(.remoteAnswerUnusable, reason: "the look-up's answer lists users without id", retryAt: nil))
        }
        return users.filter { $0.has(field, text) }
    }

    private static let always: Set<String> = ["Id", "Username", "IsActive"]

    /// `nil` when the account is gone.
    func read(_ id: RemoteAccountID, _ fields: [String]) async throws(DeliveryStop) -> SalesforceRecord? {
        let answer = try await send(requests.read(id, Self.always.union(fields).sorted()))
        switch responses.read(answer, id: id) {
        case .found(let user): return user
        case .gone: return nil
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    func create(_ user: SalesforceUser) async throws(DeliveryStop) -> SalesforceResponses.Create {
        remote.tell(.differs(user.attributes.map { $0.difference(from: .null) }))
        let key = settings.externalIDField.name
        let request: HTTPRequest
        if settings.create == .upsert, let value = user[key]?.asText {
            let others = user.attributes.filter { $0.field.name != key }
            request = requests.upsert(SalesforceUser.body(of: others), by: key, value)
        } else {
            request = requests.create("User", SalesforceUser.body(of: user.attributes))
        }
        let answer = try await send(request)
        return responses.create(answer, of: request.method, prefix: SalesforceID.userPrefix)
    }

    /// Writes the fields, and nothing else.
    func update(_ id: RemoteAccountID, _ changes: [SalesforceUser.Attribute]) async throws(DeliveryStop)
        -> SalesforceResponses.Write
    {
        let answer = try await send(requests.update(id, SalesforceUser.body(of: changes)))
        return responses.write(answer, of: .patch)
    }

    func records(_ query: SalesforceQuery) async throws(DeliveryStop) -> [Value] {
        let answer = try await send(requests.query(query))
        switch responses.search(answer) {
        case .records(let records): return records
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    /// Makes a record that is no user; tells its id.
    func create(_ object: String, _ record: Value, prefix: String) async throws(DeliveryStop)
        -> SalesforceResponses.Create
    {
        responses.create(try await send(requests.create(object, record)), of: .post, prefix: prefix)
    }

    /// Deletes a record; one that is gone is deleted.
    func delete(_ object: String, _ id: String) async throws(DeliveryStop) {
        switch responses.write(try await send(requests.delete(object, id)), of: .delete) {
        case .written, .gone: return
        case .duplicate(let reason, _): throw DeliveryStop(.rejected(.remoteRejected, reason: reason))
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    private func send(_ request: HTTPRequest) async throws(DeliveryStop) -> RemoteAnswer {
        do throws(RemoteFailure) {
            return try await remote.send(request, with: .token(settings.grant))
        } catch {
            throw DeliveryStop(error.outcome(of: request.method))
        }
    }
}
