import Model

/// Keeps a person a member of the groups that the settings name for their own groups, and of no other of these.
///
/// Groups that the settings do not name are never touched.
struct GoogleMembership: Sendable {
    /// Holds the wanted groups in a desired account; no mapping can name it.
    static let attribute = "groups"

    let directory: GoogleDirectory

    /// The addresses of the groups that a person should be in, ascending.
    static func wanted(for person: UserAttributes, by settings: GoogleSettings) -> [String] {
        // Some providers send a single group as a text.
        let theirs = person["groups"]?.string.map { [$0] } ?? person.groups
        return Set(theirs.compactMap { settings.groups[$0]?.text }).sorted()
    }

    /// - Returns: whether anything was changed.
    func keep(_ account: RemoteAccount, in wanted: [String]) async throws(DeliveryStop) -> Bool {
        var held: [String] = []
        for group in directory.settings.managedGroups where try await isMember(account.id, of: group) {
            held.append(group)
        }
        guard held != wanted else { return false }
        directory.remote.tell(
            .differs([
                AttributeDifference(
                    path: Self.attribute, held: .list(held.map(Value.string)), wanted: .list(wanted.map(Value.string)))
            ]))
        for group in wanted where !held.contains(group) { try await join(group, account) }
        for group in held where !wanted.contains(group) { try await leave(group, account.id) }
        return true
    }

    /// Makes an account that is in no group yet a member.
    func enter(_ account: RemoteAccount, _ wanted: [String]) async throws(DeliveryStop) {
        for group in wanted { try await join(group, account) }
    }

    private func isMember(_ id: RemoteAccountID, of group: String) async throws(DeliveryStop) -> Bool {
        let answer = try await directory.send(directory.requests.membership(of: id, in: group))
        let responses = directory.responses
        if answer.status == 404, responses.isMissing(answer) { return false }
        guard answer.status == 200 else { throw failure(answer, .get) }
        guard responses.json(answer)?["kind"]?.string == "admin#directory#member" else {
            throw DeliveryStop(responses.unusable("the answer is no member of `\(group)`"))
        }
        return true
    }

    private func join(_ group: String, _ account: RemoteAccount) async throws(DeliveryStop) {
        let answer = try await directory.send(directory.requests.join(group, account))
        switch answer.status {
        // 409: it is a member already.
        case 200, 201, 409: return
        case 404 where directory.responses.isMissing(answer):
            let reason = "\(GoogleError(answer)): the group `\(group)`, or the account, is not there"
            guard directory.isFresh(account.id) else { throw DeliveryStop(.rejected(.remoteRejected, reason: reason)) }
            throw directory.unsettled(reason)
        default: throw failure(answer, .post)
        }
    }

    private func leave(_ group: String, _ id: RemoteAccountID) async throws(DeliveryStop) {
        let answer = try await directory.send(directory.requests.leave(group, id))
        switch directory.responses.delete(answer) {
        case .written, .gone: return
        case .contested(let reason): throw directory.unsettled(reason)
        case .failed: throw failure(answer, .delete)
        }
    }

    private func failure(_ answer: RemoteAnswer, _ method: HTTPRequest.Method) -> DeliveryStop {
        DeliveryStop(directory.responses.failure(answer, of: method, concerns: .onePerson))
    }
}
