package import Model

/// Provisions accounts in Google Workspace.
package struct GoogleConnector: ConnectorType {
    package static let name = "google"
    package static let doc = GoogleSettings.doc
    package static let fields = GoogleSettings.fields

    package static let mappingDefaults = [
        "primaryEmail": "{{lowercased(email)}}",
        "externalId": "{{subject}}",
        "name.givenName": "{{givenName}}",
        "name.familyName": "{{familyName}}",
        "suspended": "false",
    ]
    package static let requiredTargets = ["name.familyName", "name.givenName", "primaryEmail"]
    package static let matchAttributes = ["externalId", "primaryEmail"]
    package static let targets = GoogleTarget.table

    package static func mappingProblem(_ target: String) -> String? {
        do throws(GoogleTarget.Problem) {
            _ = try GoogleTarget(target)
            return nil
        } catch {
            return error.description
        }
    }

    package let settings: GoogleSettings

    package init?(_ object: inout ObjectReader) {
        guard let settings = GoogleSettings(&object) else { return nil }
        self.settings = settings
    }

    /// The Workspace account is the one that the administrator belongs to.
    package var system: String { "\(settings.baseURL) \(settings.adminEmail.domain)" }

    package func completed(_ account: DesiredAccount, for person: SignedInPerson) -> DesiredAccount {
        var attributes = account.attributes
        if let pattern = settings.provisioningPattern {
            let setting = ProvisioningPattern.Setting(
                separator: settings.separator, tenantDomain: settings.tenantDomain, domain: settings.domain?.text)
            attributes["primaryEmail"] = pattern.name(of: person, setting).map(Value.string)
        }
        if attributes["orgUnitPath"] == nil {
            attributes["orgUnitPath"] = settings.orgUnitPath.map { .string($0.text) }
        }
        if !settings.groups.isEmpty {
            let groups = GoogleMembership.wanted(for: person.attributes, by: settings)
            attributes[GoogleMembership.attribute] = .list(groups.map(Value.string))
        }
        return DesiredAccount(attributes)
    }

    package func deliver(_ order: DeliveryOrder, in remote: RemoteSession) async -> DeliveryOutcome {
        let directory = GoogleDirectory(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            let wanted = try user(order.isReactivation ? order.account.reactivated : order.account)
            let groups = order.account[GoogleMembership.attribute]?.list?.compactMap(\.string) ?? []
            if let id = order.linked, let held = try await directory.read(id) {
                remote.tell(.found(held.account, by: "account link"))
                let (account, changed) = try await write(wanted, groups, to: held, in: directory)
                return changed.isEmpty ? .unchanged(account) : .updated(account, changed: changed)
            }
            let lookup = GoogleLookup(order, wanted, in: directory)
            if let match = try await lookup.match() { return try await adopt(match, wanted, groups, in: directory) }
            switch try await directory.create(wanted) {
            case .created(let account):
                return await joined(account.named(wanted.primaryEmail), groups, in: directory)
            case .failed(let outcome): return outcome
            case .duplicate(let reason):
                // The account may be one that the look-up did not show yet.
                if let match = try await lookup.match() { return try await adopt(match, wanted, groups, in: directory) }
                return try await lookup.taken(reason)
            }
        } catch {
            return error.outcome
        }
    }

    package func remove(
        _ id: RemoteAccountID, by removal: AccountRemoval, in remote: RemoteSession
    ) async -> DeliveryOutcome {
        let directory = GoogleDirectory(settings: settings, remote: remote)
        do throws(DeliveryStop) {
            switch removal {
            case .delete:
                try await directory.delete(id)
                return .deleted(id)
            case .deactivate:
                guard let held = try await directory.read(id) else { return .deleted(id) }
                remote.tell(.found(held.account, by: "account link"))
                let suspended = DesiredAccount(ValueMap([ValueMap.Entry(key: "suspended", value: .bool(true))]))
                _ = try await directory.update(held, to: try user(suspended))
                return .deactivated(id)
            }
        } catch {
            return error.outcome
        }
    }

    private func adopt(
        _ match: GoogleResource, _ wanted: GoogleUser, _ groups: [String], in directory: GoogleDirectory
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        let (account, changed) = try await write(wanted, groups, to: match, in: directory)
        return .adopted(account, changed: changed)
    }

    private func write(
        _ wanted: GoogleUser, _ groups: [String], to held: GoogleResource, in directory: GoogleDirectory
    ) async throws(DeliveryStop) -> (RemoteAccount, [String]) {
        var changed = try await directory.update(held, to: wanted)
        let account = held.account.named(wanted.primaryEmail)
        if try await GoogleMembership(directory: directory).keep(account, in: groups) {
            changed.append(GoogleMembership.attribute)
        }
        return (account, changed)
    }

    /// The account that was just made, in its groups. When that fails the account is there all the same, so the next
    /// attempt has to take it for ours.
    private func joined(
        _ account: RemoteAccount, _ groups: [String], in directory: GoogleDirectory
    ) async -> DeliveryOutcome {
        do throws(DeliveryStop) {
            try await GoogleMembership(directory: directory).enter(account, groups)
            return .created(account)
        } catch {
            let outcome = error.outcome
            return .ambiguous(
                outcome.code ?? .doubtfulOutcome,
                reason: "the account was created, and its groups are not right yet: \(outcome.reason)",
                retryAt: outcome.retryAt)
        }
    }

    private func user(_ account: DesiredAccount) throws(DeliveryStop) -> GoogleUser {
        do throws(GoogleTarget.Problem) {
            return try GoogleUser(account, settings: settings)
        } catch {
            throw DeliveryStop(.rejected(.remoteRejected, reason: error.description))
        }
    }
}

extension DesiredAccount {
    /// With `suspended: false` added when nothing is mapped to it.
    fileprivate var reactivated: DesiredAccount {
        guard self["suspended"] == nil else { return self }
        return DesiredAccount(
            ValueMap(attributes.entries + [ValueMap.Entry(key: "suspended", value: .bool(false))]))
    }
}

extension RemoteAccount {
    fileprivate func named(_ name: String?) -> RemoteAccount { RemoteAccount(id: id, name: name ?? self.name) }
}
