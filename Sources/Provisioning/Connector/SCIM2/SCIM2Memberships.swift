import Model

/// Keeps a person's account in the groups that are pushed, and out of the others of them. No other group is touched.
struct SCIM2Memberships: Sendable {
    let push: SCIM2GroupPush
    let service: SCIM2Service

    private static let schema = "urn:ietf:params:scim:schemas:core:2.0:Group"

    /// Brings the account into the wanted groups, and out of the others that are pushed.
    ///
    /// - Parameter isNew: The account was just made: it is in no group yet.
    /// - Returns: The groups that were changed, as paths.
    func bring(
        _ account: RemoteAccountID, into wanted: [String], isNew: Bool = false
    ) async throws(DeliveryStop) -> [String] {
        var changed: [String] = []
        for name in push.managed {
            let isWanted = wanted.contains(name)
            if isNew, !isWanted { continue }
            do throws(DeliveryStop) {
                if try await set(account, in: name, to: isWanted, isNew: isNew) { changed.append("groups.\(name)") }
            } catch {
                throw DeliveryStop(error.outcome.about("group `\(name)`"))
            }
        }
        return changed
    }

    /// Those of the groups that are not at the target, ascending.
    func missing() async throws(DeliveryStop) -> [String] {
        var missing: [String] = []
        for name in push.managed where try await find(name) == nil { missing.append(name) }
        return missing
    }

    private func set(
        _ account: RemoteAccountID, in name: String, to isWanted: Bool, isNew: Bool
    ) async throws(DeliveryStop) -> Bool {
        if let id = recalled(name) {
            if isNew, try await write(account, isWanted, in: id, whole: nil) { return true }
            if let changed = try await settle(account, in: id, to: isWanted) { return changed }
            forget(name)
        }
        guard let listed = try await find(name) else {
            return isWanted ? try await create(name, with: account) : false
        }
        let id = listed.account.id
        remember(id, as: name)
        // A listing may leave the members out, but it makes none up.
        if listed.tellsMembers, listed.hasMember(account) == isWanted { return false }
        if isNew || listed.tellsMembers, try await write(account, isWanted, in: id, whole: nil) { return true }
        guard let changed = try await settle(account, in: id, to: isWanted) else { throw DeliveryStop(vanished) }
        return changed
    }

    /// - Returns: Whether it was changed; `nil` when the group is gone.
    private func settle(
        _ account: RemoteAccountID, in id: RemoteAccountID, to isWanted: Bool
    ) async throws(DeliveryStop) -> Bool? {
        guard let group = try await service.read(id, from: .groups) else { return nil }
        guard group.hasMember(account) != isWanted else { return false }
        guard try await write(account, isWanted, in: id, whole: group) else { throw DeliveryStop(vanished) }
        return true
    }

    private var vanished: DeliveryOutcome {
        .transient(.remoteRejected, reason: "it vanished while it was changed", retryAt: nil)
    }

    /// - Parameter whole: The group with all its members, needed where groups can only be replaced.
    /// - Returns: `false` when the group is gone, or has to be read first.
    private func write(
        _ account: RemoteAccountID, _ isWanted: Bool, in id: RemoteAccountID, whole: SCIM2Resource?
    ) async throws(DeliveryStop) -> Bool {
        var method = HTTPRequest.Method.patch
        let answer = try await service.settle { quirks in
            let requests = service.requests(for: quirks)
            let version = quirks.has(.wantsVersion) ? whole?.version : nil
            let request =
                if quirks.has(.lacksPatch), let whole {
                    requests.replace(.groups, id, with: whole.with(account, isWanted), version: whole.version)
                } else {
                    requests.patch(.groups, id, [operation(account, isWanted, requests)], version: version)
                }
            method = request.method
            return request
        }
        guard let answer else { return true }
        switch service.responses.write(answer, of: method, id: id) {
        case .written: return true
        case .gone: return false
        case .unsupported where whole == nil || answer.status == 404, .outdated where whole == nil: return false
        case .unsupported:
            throw DeliveryStop(.rejected(.remoteRejected, reason: "the target offers no change of groups"))
        case .outdated(let reason): throw DeliveryStop(.transient(.remoteRejected, reason: reason, retryAt: nil))
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    /// RFC 7644 §3.5.2.1 and §3.5.2.2.
    private func operation(
        _ account: RemoteAccountID, _ isWanted: Bool, _ requests: SCIM2Requests
    ) -> Value {
        if isWanted {
            return requests.operation(
                "add", path: "members", value: .list([.object(("value", .string(account.text)))]))
        }
        var path = Array("members[value eq ".utf8)
        CanonicalJSON.append(quoting: account.text, to: &path)
        return requests.operation("remove", path: String(decoding: path, as: UTF8.self) + "]", value: nil)
    }

    private func create(_ name: String, with account: RemoteAccountID) async throws(DeliveryStop) -> Bool {
        guard push.create else {
            throw DeliveryStop(
                .rejected(
                    .remoteRejected, reason: "the target has no such group: make it there, or set `groups.create: true`"
                ))
        }
        let group = Value.object(
            ("schemas", .list([.string(Self.schema)])), ("displayName", .string(name)),
            ("members", .list([.object(("value", .string(account.text)))])))
        let answer = try await service.settle { service.requests(for: $0).create(.groups, group) }
        guard let answer else { return false }
        if answer.status == 200 || answer.status == 201,
            let made = answer.rawJSON.flatMap({ SCIM2Resource($0, of: answer) })
        {
            guard made.displayName == name else {
                throw DeliveryStop(
                    .ambiguous(.remoteAnswerUnusable, reason: "the target answered a create with another group"))
            }
            remember(made.account.id, as: name)
            return true
        }
        switch answer.status {
        // Somebody else made it meanwhile.
        case 409:
            throw DeliveryStop(
                .transient(.remoteRejected, reason: SCIM2Error(answer).description, retryAt: nil))
        case 200, 201:
            throw DeliveryStop(
                .ambiguous(.remoteAnswerUnusable, reason: "the target answered a create without a group"))
        default: throw DeliveryStop(service.responses.failure(answer, of: .post))
        }
    }

    private func find(_ name: String) async throws(DeliveryStop) -> SCIM2Resource? {
        let key = SCIM2Key(attribute: "displayName", text: name)
        let found: [SCIM2Resource]
        if let listing = try await service.search(.groups, by: key, among: []) {
            found = listing.kept
        } else {
            found = try await service.searchAll(.groups, for: [key])
        }
        guard found.count <= 1 else {
            throw DeliveryStop(
                .rejected(.remoteRejected, reason: "the target has several groups of this name"))
        }
        return found.first
    }

    private func recalled(_ name: String) -> RemoteAccountID? {
        service.remote.recall(Self.key(name))?.string.flatMap { RemoteAccountID(answered: $0) }
    }

    private func remember(_ id: RemoteAccountID, as name: String) {
        service.remote.remember(.string(id.text), as: Self.key(name), for: SCIM2Service.memory)
    }

    private func forget(_ name: String) {
        service.remote.remember(.null, as: Self.key(name), for: SCIM2Service.memory)
    }

    private static func key(_ name: String) -> String { "scim2 group \(name)" }
}

extension SCIM2Resource {
    fileprivate var members: [Value] { value.member("members")?.list ?? [] }
    fileprivate var tellsMembers: Bool { !members.isEmpty }

    fileprivate func hasMember(_ account: RemoteAccountID) -> Bool {
        members.contains { $0.member("value")?.asPlainText == account.text }
    }

    /// The group to write back, with the account in it or not.
    fileprivate func with(_ account: RemoteAccountID, _ isWanted: Bool) -> Value {
        var map = value.map ?? ValueMap()
        // RFC 7643 §3.1: the target's own to write.
        map["meta"] = nil
        let others = members.filter { $0.member("value")?.asPlainText != account.text }
        map["members"] = .list(others + (isWanted ? [.object(("value", .string(account.text)))] : []))
        return .map(map)
    }
}
