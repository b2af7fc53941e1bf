import Model

/// The permission sets of one account that the settings list; all others are none of our business.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_permissionsetassignment.htm
struct SalesforcePermissionSets: Sendable {
    /// What ids of permission sets, and of their assignments to users, begin with.
    static let setPrefix = "0PS"
    static let assignmentPrefix = "0Pa"

    /// As the settings call them.
    let listed: [String]
    let wanted: [String]

    /// `nil` when the settings list none.
    init?(_ settings: SalesforceSettings, wanted: Value?) {
        guard !settings.permissionSets.isEmpty else { return nil }
        listed = Set(settings.permissionSets.values).sorted()
        self.wanted = (wanted?.list ?? []).compactMap(\.string)
    }

    /// The permission sets that a person's groups stand for, ascending; empty when there are none.
    static func of(_ person: SignedInPerson, by settings: SalesforceSettings) -> Value {
        let groups = person.attributes["groups"]
        let names = groups?.list?.compactMap(\.string) ?? [groups?.string].compactMap { $0 }
        return .list(Set(names.compactMap { settings.permissionSets[$0] }).sorted().map(Value.string))
    }

    /// Assigns what is wanted and takes back what is listed and not wanted; tells whether it wrote anything.
    ///
    /// - Parameter isNew: The account was just made and has none.
    func apply(to account: RemoteAccountID, isNew: Bool, by service: SalesforceService) async throws(DeliveryStop)
        -> Bool
    {
        if isNew, wanted.isEmpty { return false }
        let ids = try await service.permissionSets(listed)
        let held = isNew ? [] : try await assignments(of: account, among: Array(ids.values), by: service)
        let missing = wanted.filter { name in !held.contains { $0.isOf(ids[name]) } }
        let surplus = held.filter { assignment in !wanted.contains { assignment.isOf(ids[$0]) } }
        guard !missing.isEmpty || !surplus.isEmpty else { return false }
        let names = listed.filter { name in held.contains { $0.isOf(ids[name]) } }
        service.remote.tell(
            .differs([
                AttributeDifference(
                    path: SalesforceUser.permissionSets, held: .list(names.map(Value.string)),
                    wanted: .list(wanted.map(Value.string)))
            ]))
        for name in missing {
            guard let id = ids[name] else { continue }
            try await assign(id, called: name, to: account, by: service)
        }
        for assignment in surplus { try await service.delete("PermissionSetAssignment", assignment.id) }
        return true
    }

    private struct Assignment {
        let id: String
        let set: String

        func isOf(_ other: String?) -> Bool {
            guard let other, let left = SalesforceID(set, prefix: setPrefix) else { return false }
            return left == SalesforceID(other, prefix: setPrefix)
        }
    }

    /// The listed sets that the account has; looked at again here, since what is no more wanted is deleted.
    private func assignments(
        of account: RemoteAccountID, among ids: [String], by service: SalesforceService
    ) async throws(DeliveryStop) -> [Assignment] {
        let found = try await service.records(
            SalesforceQuery(
                fields: ["Id", "AssigneeId", "PermissionSetId"], object: "PermissionSetAssignment",
                conditions: [
                    "AssigneeId = \(SalesforceQuery.literal(account.text))",
                    SalesforceQuery.isOneOf("PermissionSetId", ids.sorted()),
                ]))
        let user = SalesforceID(account.text, prefix: SalesforceID.userPrefix)
        return found.compactMap { record in
            guard let id = record["Id"]?.string, SalesforceID(id, prefix: Self.assignmentPrefix) != nil,
                let assignee = record["AssigneeId"]?.string, let set = record["PermissionSetId"]?.string,
                SalesforceID(assignee, prefix: SalesforceID.userPrefix) == user
            else { return nil }
            let assignment = Assignment(id: id, set: set)
            return ids.contains { assignment.isOf($0) } ? assignment : nil
        }
    }

    private func assign(
        _ set: String, called name: String, to account: RemoteAccountID, by service: SalesforceService
    ) async throws(DeliveryStop) {
        let record = Value.object(("AssigneeId", .string(account.text)), ("PermissionSetId", .string(set)))
        switch try await service.create("PermissionSetAssignment", record, prefix: Self.assignmentPrefix) {
        // Somebody else assigned it meanwhile: as wanted.
        case .created, .changed, .duplicate: return
        case .failed(.rejected(let code, let reason)):
            throw DeliveryStop(.rejected(code, reason: "permission set `\(name)`: \(reason)"))
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }
}
