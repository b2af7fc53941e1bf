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

    package func deliver(_ order: DeliveryOrder, in remote: RemoteSession) async -> DeliveryOutcome {
        let service = SCIM2Service(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            let wanted = try user(order.isReactivation ? order.account.activated : order.account)
            if let id = order.linked, let held = try await service.read(id) {
                remote.tell(.found(held.account, by: "account link"))
                let changed = try await service.update(held, to: wanted)
                let account = held.account.named(wanted.userName)
                return changed.isEmpty ? .unchanged(account) : .updated(account, changed: changed)
            }
            let correlation = SCIM2Correlation(order: order, wanted: wanted, service: service)
            if let match = try await correlation.match(correlation.past) {
                return try await adopt(match, as: wanted, by: service)
            }
            return try await create(wanted, correlation, by: service)
        } catch {
            return error.outcome
        }
    }

    package func remove(
        _ id: RemoteAccountID, by removal: AccountRemoval, in remote: RemoteSession
    ) async -> DeliveryOutcome {
        let service = SCIM2Service(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            switch removal {
            case .delete:
                try await service.delete(id)
                return .deleted(id)
            case .deactivate:
                guard let held = try await service.read(id) else { return .deleted(id) }
                remote.tell(.found(held.account, by: "account link"))
                let inactive = DesiredAccount(ValueMap([ValueMap.Entry(key: "active", value: .bool(false))]))
                _ = try await service.update(held, to: try user(inactive))
                return .deactivated(id)
            }
        } catch {
            return error.outcome
        }
    }

    package func probe(in remote: RemoteSession) async -> [ProbeStep] {
        let service = SCIM2Service(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            let total = try await service.count()
            return [ProbeStep("users", "reads users; \(total) there")]
        } catch {
            return [error.outcome.probeStep("users")]
        }
    }

    private func adopt(
        _ match: SCIM2Resource, as wanted: SCIM2User, by service: SCIM2Service
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        let changed = try await service.update(match, to: wanted)
        return .adopted(match.account.named(wanted.userName), changed: changed)
    }

    private func create(
        _ wanted: SCIM2User, _ correlation: SCIM2Correlation, by service: SCIM2Service
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        switch try await service.create(wanted) {
        case .created(let account): return .created(account.named(wanted.userName))
        case .failed(let outcome): return outcome
        case .duplicate(let reason, let isUniqueness):
            if let match = try await correlation.match(correlation.past) {
                return try await adopt(match, as: wanted, by: service)
            }
            // Not every 409 means that the account exists.
            guard isUniqueness else { return .rejected(.remoteRejected, reason: reason) }
            return .conflict(reason: reason, candidates: await correlation.holdersOfEmail())
        case .broken(let reason, let retryAt):
            let doubt = DeliveryOutcome.ambiguous(.doubtfulOutcome, reason: reason, retryAt: retryAt)
            let match: SCIM2Resource?
            do throws(DeliveryStop) {
                match = try await correlation.match(.doubtful)
            } catch {
                // Only a conflict is certain; a look-up that failed leaves the create in doubt.
                if case .conflict = error.outcome { throw error }
                return .ambiguous(.doubtfulOutcome, reason: reason, retryAt: error.outcome.retryAt ?? retryAt)
            }
            guard let match else { return doubt }
            return try await adopt(match, as: wanted, by: service)
        }
    }

    private func user(_ account: DesiredAccount) throws(DeliveryStop) -> SCIM2User {
        do throws(SCIM2Target.Problem) {
            return try SCIM2User(account, listItems: settings.listItems)
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
