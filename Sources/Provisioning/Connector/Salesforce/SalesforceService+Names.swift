import Model

// Ids differ between organisations, names do not: a sandbox and its original share manifests through names.

extension SalesforceService {
    /// How long the id behind a name is remembered.
    private static let memory = Duration.seconds(600)

    /// The user with ids in place of the names of profiles, roles and managers.
    func resolved(_ user: SalesforceUser) async throws(DeliveryStop) -> SalesforceUser {
        var result = user
        for attribute in user.attributes {
            guard case .reference(let reference) = attribute.field.content, let name = attribute.value.string,
                SalesforceID(name, prefix: reference.prefix) == nil
            else { continue }
            result = result.with(
                attribute.field, .string(try await id(of: name, as: reference, for: attribute.field.name)))
        }
        return result
    }

    /// - Throws: when the organisation has no such profile.
    func checkProfile(_ profile: String) async throws(DeliveryStop) {
        let name = "ProfileId"
        guard let field = try? SalesforceField(name), case .reference(let reference) = field.content,
            SalesforceID(profile, prefix: reference.prefix) == nil
        else { return }
        _ = try await id(of: profile, as: reference, for: name)
    }

    private func id(
        of name: String, as reference: SalesforceField.Reference, for field: String
    ) async throws(DeliveryStop) -> String {
        guard let key = reference.key else {
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "`\(field)` takes the id of a \(reference.object), \(reference.prefix)…, found `\(name)`"))
        }
        let fact = "\(reference.object) \(key) \(name)"
        if let known = remote.recall(fact)?.string { return known }
        let found = try await records(
            .records(of: reference.object, ["Id", key], where: key, equals: name)
        ).filter { $0[key]?.string?.lowercased() == name.lowercased() }
        let ids = found.compactMap { $0["Id"]?.string }.filter { SalesforceID($0, prefix: reference.prefix) != nil }
        guard ids.count == 1, let id = ids.first else {
            let what = ids.isEmpty ? "has no" : "has several"
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "the organisation \(what) \(reference.object) with \(key) `\(name)`; correct `\(field)`"))
        }
        remote.remember(.string(id), as: fact, for: Self.memory)
        return id
    }

    /// The ids of permission sets by what the settings call them.
    func permissionSets(_ names: [String]) async throws(DeliveryStop) -> [String: String] {
        var ids: [String: String] = [:]
        var unknown: [String] = []
        for name in names {
            if let id = SalesforceID(name, prefix: SalesforcePermissionSets.setPrefix) {
                ids[name] = id.text
            } else if let id = remote.recall("PermissionSet Name \(name)")?.string {
                ids[name] = id
            } else {
                unknown.append(name)
            }
        }
        guard !unknown.isEmpty else { return ids }
        let found = try await records(
            SalesforceQuery(
                fields: ["Id", "Name"], object: "PermissionSet",
                conditions: [SalesforceQuery.isOneOf("Name", unknown)]))
        for name in unknown {
            let matches = found.filter { $0["Name"]?.string?.lowercased() == name.lowercased() }
            guard matches.count == 1, let id = matches.first?["Id"]?.string,
                SalesforceID(id, prefix: SalesforcePermissionSets.setPrefix) != nil
            else {
                throw DeliveryStop(
                    .rejected(
                        .remoteRejected,
                        reason: "the organisation has no one permission set `\(name)`; correct `permissionSets`"))
            }
            ids[name] = id
            remote.remember(.string(id), as: "PermissionSet Name \(name)", for: Self.memory)
        }
        return ids
    }
}
