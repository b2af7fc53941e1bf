import Model

extension ConnectorManifest {
    func salesforce(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Own? {
        let address = reader.required("sf-domain-name", at: component.source, &ledger)
        let authentication = salesforceAuthentication(&reader, &ledger)
        guard let address, let authentication else { return nil }
        var settings = [("instanceUrl", ledger.text(address)), ("authentication", authentication)]
        if let token = reader.text("sf-token-endpoint") { settings.append(("tokenUrl", ledger.text(token))) }
        if let version = salesforceVersion(&reader, &ledger) { settings.append(("apiVersion", version)) }
        if let domain = reader.text("sf-prov-domainName") { settings.append(("domain", ledger.text(domain))) }
        settings += pattern(&reader, ("sf-prov-pattern", "sf-prov-separator"), &ledger)
        return (type: "salesforce", settings: .settings(settings), mapping: salesforceMapping(&ledger))
    }

    private func salesforceAuthentication(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Value? {
        let isPassword = reader.flag("sf-usePasswordGrant", &ledger) ?? false
        let grant = isPassword ? "password" : "clientCredentials"
        guard let client = reader.required("sf-clientid", at: component.source, &ledger) else { return nil }
        var fields = [
            ("clientId", ledger.text(client)),
            (
                "clientSecret",
                ledger.secret(
                    reader.text("sf-client-secret"), of: key, at: setting("authentication", grant, "clientSecret"),
                    named: "client-secret", location: reader.location("sf-client-secret", or: component.source))
            ),
        ]
        if isPassword {
            guard let name = reader.required("sf-username", at: component.source, &ledger) else { return nil }
            fields.append(("username", ledger.text(name)))
            fields.append(
                (
                    "password",
                    ledger.secret(
                        reader.text("sf-password"), of: key, at: setting("authentication", grant, "password"),
                        named: "password", location: reader.location("sf-password", or: component.source),
                        note: "the password with the security token behind it")
                ))
        }
        return .object((grant, .settings(fields)))
    }

    private func salesforceVersion(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Value? {
        guard let version = reader.text("sf-api-version") else { return nil }
        let number = version.hasPrefix("v") ? Int(version.dropFirst().prefix { $0 != "." }) : nil
        guard let number, number < 46 else { return ledger.text(version) }
        ledger.report(
            .sourceAssumed, at: reader.location("sf-api-version", or: component.source),
            path: FieldPath(keys: "spec", "settings", "apiVersion"),
            "\(key): the export asks for `\(version)` of the interface, which is older than v46.0; the default is taken",
            hint: "the fields of users have not changed")
        return nil
    }

    /// The server sends each mapped claim under the identity provider's name of it, which is the field's name.
    private func salesforceMapping(_ ledger: inout ImportLedger) -> [String: Value] {
        var mapping: [String: Value] = [:]
        let problem = catalogue.connectorType("salesforce")?.mappingProblem
        let usual = catalogue.connectorType("salesforce")?.mappingDefaults ?? [:]
        for claim in provider.claims.provisioned {
            guard claim.claim != "Username" else {
                ledger.report(
                    .sourceLeftOut, at: claim.source, "`Username` of \(key) is left out: the pattern of names decides",
                    hint: "remove `provisioningPattern` and map `Username` to have it otherwise")
                continue
            }
            guard problem?(claim.claim) == nil else {
                ledger.report(
                    .sourceLeftOut, at: claim.source,
                    "`\(claim.claim)` of \(key) is left out: no field of a user has this name",
                    hint: "map the attribute to a field in `spec.mapping`")
                continue
            }
            let attribute = attributes.attribute(for: claim.claim)
            guard let template = template(attribute, fallback: claim.fallback, &ledger), let text = template.string,
                usual[claim.claim] != text
            else { continue }
            mapping[claim.claim] = template
        }
        return mapping
    }
}
