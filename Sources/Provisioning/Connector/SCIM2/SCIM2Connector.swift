package import Model

/// Provisions accounts at a SCIM 2.0 service.
package struct SCIM2Connector: ConnectorType {
    package static let name = "scim2"
    package static let doc = SCIM2Settings.doc
    package static let fields = SCIM2Settings.fields

    package static let mappingDefaults = [
        "userName": "{{userName}}",
        "externalId": "{{subject}}",
        "name.givenName": "{{givenName}}",
        "name.familyName": "{{familyName}}",
        "displayName": "{{displayName}}",
        "emails": "{{email}}",
        "active": "true",
    ]
    package static let requiredTargets = ["userName"]
    package static let matchAttributes = ["externalId", "userName"]

    package static func mappingProblem(_ target: String) -> String? {
        do throws(SCIM2Target.Problem) {
            _ = try SCIM2Target(target)
            return nil
        } catch {
            return error.description
        }
    }

    package let settings: SCIM2Settings

    package init?(_ object: inout ObjectReader) {
        guard let settings = SCIM2Settings(&object) else { return nil }
        self.settings = settings
    }

    package var system: String { settings.baseURL.text }

    package func completed(_ account: DesiredAccount, for person: SignedInPerson) -> DesiredAccount {
        var map = account.attributes
        if let domain = settings.userStoreDomain, let name = account["userName"]?.string {
            let bare = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).last ?? ""
            map["userName"] = .string("\(domain)/\(bare)")
        }
        map[SCIM2GroupPush.attribute] = settings.groups?.membership(of: person)
        return DesiredAccount(map)
    }

    package func deliver(_ order: DeliveryOrder, in remote: RemoteSession) async -> DeliveryOutcome {
        let service = SCIM2Service(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            let wanted = try user(order.isReactivation ? order.account.activated : order.account)
            let end = try await account(order, wanted, by: service)
            guard let push = settings.groups, let account = end.account else { return end }
            do throws(DeliveryStop) {
                let isNew = if case .created = end { true } else { false }
                let changed = try await SCIM2Memberships(push: push, service: service)
                    .bring(account.id, into: push.wanted(for: order.person), isNew: isNew)
                return end.changing(changed)
            } catch {
                return end.without(groups: error.outcome)
            }
        } catch {
            return error.outcome
        }
    }

    private func account(
        _ order: DeliveryOrder, _ wanted: SCIM2User, by service: SCIM2Service
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        if let id = order.linked, let held = try await service.read(id) {
            service.remote.tell(.found(held.account, by: "account link"))
            let changed = try await service.update(held, to: wanted)
            let account = held.account.named(wanted.userName)
            return changed.isEmpty ? .unchanged(account) : .updated(account, changed: changed)
        }
        let correlation = SCIM2Correlation(order: order, wanted: wanted, service: service)
        if let match = try await correlation.match(correlation.past) {
            return try await adopt(match, as: wanted, correlation, by: service)
        }
        let password = try settings.password.password(for: order.person, in: service.remote)
        return try await create(wanted, password, correlation, by: service)
    }

    private func adopt(
        _ match: SCIM2Resource, as wanted: SCIM2User, _ correlation: SCIM2Correlation, by service: SCIM2Service
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        let changed = try await service.update(
            match, to: wanted,
            check: { user async throws(DeliveryStop) in try await correlation.check(user) })
        return .adopted(match.account.named(wanted.userName), changed: changed)
    }

    private func create(
        _ wanted: SCIM2User, _ password: Redacted?, _ correlation: SCIM2Correlation, by service: SCIM2Service
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        switch try await service.create(wanted, password: password) {
        case .created(let account): return .created(account.named(wanted.userName))
        case .failed(let outcome): return outcome
        case .existing(let user):
            // With all that we wrote it is new; not every service keeps our identifier.
            if wanted.changes(to: user.value).allSatisfy({ $0.target.path == "externalId" }) {
                return .created(user.account.named(wanted.userName))
            }
            guard correlation.identifies(user) else {
                return .ambiguous(
                    .remoteAnswerUnusable,
                    reason: "the target answered 200 to a create, with an account that does not say whose it is")
            }
            try await correlation.check(user)
            return try await adopt(user, as: wanted, correlation, by: service)
        case .duplicate(let reason, let isUniqueness):
            if let match = try await correlation.match(correlation.past, asksForEach: true) {
                return try await adopt(match, as: wanted, correlation, by: service)
            }
            // Not every 409 means that the account exists.
            guard isUniqueness else { return .rejected(.remoteRejected, reason: reason) }
            return .conflict(reason: reason, candidates: await correlation.holdersOfEmail())
        case .broken(let reason, let retryAt):
            let doubt = DeliveryOutcome.ambiguous(.doubtfulOutcome, reason: reason, retryAt: retryAt)
            let match: SCIM2Resource?
            do throws(DeliveryStop) {
                match = try await correlation.match(.doubtful, asksForEach: true)
            } catch {
                // Only a conflict is certain; a look-up that failed leaves the create in doubt.
                if case .conflict = error.outcome { throw error }
                return .ambiguous(.doubtfulOutcome, reason: reason, retryAt: error.outcome.retryAt ?? retryAt)
            }
            guard let match else { return doubt }
            return try await adopt(match, as: wanted, correlation, by: service)
        }
    }

    func user(_ account: DesiredAccount) throws(DeliveryStop) -> SCIM2User {
        do throws(SCIM2Target.Problem) {
            return try SCIM2User(account, settings: settings)
        } catch {
            throw DeliveryStop(.rejected(.remoteRejected, reason: error.description))
        }
    }
}

extension DesiredAccount {
    /// With `active` added when nothing is mapped to it.
    fileprivate var activated: DesiredAccount {
        guard self["active"] == nil else { return self }
        return DesiredAccount(
            ValueMap(attributes.entries + [ValueMap.Entry(key: "active", value: .bool(true))]))
    }
}

extension RemoteAccount {
    fileprivate func named(_ name: String?) -> RemoteAccount { RemoteAccount(id: id, name: name ?? self.name) }
}

extension SCIM2Target.Problem: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknown(let reason): reason
        }
    }
}
