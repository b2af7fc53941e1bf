import Model

/// Takes one account away, as far as Salesforce lets anybody: it deactivates the user, and frees its name if wanted.
struct SalesforceRemoval: Sendable {
    private let id: RemoteAccountID
    private let settings: SalesforceSettings
    private let service: SalesforceService

    init(_ id: RemoteAccountID, _ settings: SalesforceSettings, in remote: RemoteSession) {
        self.id = id
        self.settings = settings
        service = SalesforceService(settings: settings, remote: remote)
    }

    func outcome() async throws(DeliveryStop) -> DeliveryOutcome {
        guard let held = try await service.read(id, []) else { return .deleted(id) }
        service.remote.tell(.found(held.account, by: "account link"))
        let changes = try changes(to: held)
        service.remote.tell(.differs(changes.map { $0.difference(from: held.value) }))
        guard !changes.isEmpty else { return .deactivated(id) }
        switch try await service.update(id, changes) {
        case .written: return .deactivated(id)
        case .gone: return .deleted(id)
        case .duplicate(let reason, _): return .conflict(reason: reason, candidates: [])
        case .failed(let outcome): return outcome
        }
    }

    private func changes(to held: SalesforceRecord) throws(DeliveryStop) -> [SalesforceUser.Attribute] {
        do throws(SalesforceField.Problem) {
            var changes: [SalesforceUser.Attribute] = []
            if held.isActive { changes.append(.init(field: try SalesforceField("IsActive"), value: .bool(false))) }
            if settings.deactivation.renameUsername, let name = held.userName, !name.lowercased().hasPrefix(mark) {
                changes.append(
                    .init(field: try SalesforceField("Username"), value: .string(Self.freed(name, with: mark))))
            }
            return changes
        } catch {
            throw DeliveryStop(.rejected(.remoteRejected, reason: error.description))
        }
    }

    /// No two users have the same id, so no two old names are alike; and a second removal changes nothing.
    private var mark: String { "old.\(id.text.lowercased())." }

    /// `old.005….ada@example.com`, with the local part cut so that it fits into 80 characters.
    static func freed(_ name: String, with mark: String) -> String {
        let local = name.prefix { $0 != "@" }
        let domain = name.dropFirst(local.count)
        let room = max(0, 80 - mark.utf16.count - domain.utf16.count)
        guard room > 0 else { return "\(mark)x@invalid.example" }
        return mark + String(local.prefix(room)) + domain
    }
}
