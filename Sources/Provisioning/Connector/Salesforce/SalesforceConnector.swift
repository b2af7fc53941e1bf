package import Model

/// Provisions users of a Salesforce organisation.
package struct SalesforceConnector: ConnectorType {
    package static let name = "salesforce"
    package static let doc = SalesforceSettings.doc
    package static let fields = SalesforceSettings.fields

    package static let mappingDefaults = [
        "Username": "{{userName}}",
        "FirstName": "{{givenName}}",
        "LastName": "{{familyName}}",
        "Email": "{{email}}",
        "IsActive": "true",
    ]
    package static let requiredTargets = ["Username", "LastName", "Email"]
    package static let matchAttributes = [SalesforceCorrelation.externalID, "Username"]

    package static func mappingProblem(_ target: String) -> String? {
        do throws(SalesforceField.Problem) {
            _ = try SalesforceField(target)
            return nil
        } catch {
            return error.description
        }
    }

    package static let targets =
        SalesforceField.standard.sorted { $0.key < $1.key }.map { name, field in
            TargetAttribute(name, field.doc + field.content.limit, source: field.source)
        }
        + SalesforceField.families.map {
            TargetAttribute("\($0)…", "Any check box of this family.", source: SalesforceField.meanings)
        } + [
            TargetAttribute(
                "…__c",
                "A custom field by its API name; `true` and `false` are sent as Booleans, a list joined by `;`.",
                source: SalesforceField.customFields)
        ]

    package let settings: SalesforceSettings

    package init?(_ object: inout ObjectReader) {
        guard let settings = SalesforceSettings(&object) else { return nil }
        self.settings = settings
    }

    package var system: String { settings.instanceURL.text }

    package func completed(_ account: DesiredAccount, for person: SignedInPerson) -> DesiredAccount {
        var attributes = account.attributes
        let key = settings.externalIDField.name
        if attributes[key] == nil, let subject = person.attributes["subject"] { attributes[key] = subject }
        if attributes["Username"] != nil, let name = generatedName(of: person) {
            attributes["Username"] = .string(name)
        }
        if !settings.permissionSets.isEmpty {
            attributes[SalesforceUser.permissionSets] = SalesforcePermissionSets.of(person, by: settings)
        }
        return DesiredAccount(attributes)
    }

    private func generatedName(of person: SignedInPerson) -> String? {
        guard settings.provisioningPattern != nil || settings.domain != nil else { return nil }
        let pattern = settings.provisioningPattern ?? ProvisioningPattern([.userName])
        return pattern.name(
            of: person,
            ProvisioningPattern.Setting(
                separator: settings.separator, tenantDomain: settings.tenantDomain, domain: settings.domain))
    }

    package func deliver(_ order: DeliveryOrder, in remote: RemoteSession) async -> DeliveryOutcome {
        do throws(DeliveryStop) {
            return try await SalesforceDelivery(order, settings, in: remote).outcome()
        } catch {
            return error.outcome
        }
    }

    /// A user of Salesforce can't be deleted, so both removals deactivate.
    package func remove(
        _ id: RemoteAccountID, by removal: AccountRemoval, in remote: RemoteSession
    ) async -> DeliveryOutcome {
        do throws(DeliveryStop) {
            return try await SalesforceRemoval(id, settings, in: remote).outcome()
        } catch {
            return error.outcome
        }
    }

    package func probe(in remote: RemoteSession) async -> [ProbeStep] {
        await SalesforceProbe(settings: settings, remote: remote).steps()
    }
}

extension SalesforceField.Content {
    /// What is printed behind the meaning of a field.
    fileprivate var limit: String {
        switch self {
        case .text(let most), .email(let most), .userName(let most): " At most \(most) characters."
        case .label(let most): " At most \(most) characters; a longer one is cut."
        case .boolean: " `true` or `false`."
        case .number: " A number."
        case .reference, .custom: ""
        }
    }
}
