package import Model

extension SCIM2Connector {
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
                if let push = settings.groups {
                    _ = try await SCIM2Memberships(push: push, service: service).bring(id, into: [])
                }
                return .deactivated(id)
            }
        } catch {
            return error.outcome
        }
    }
}
