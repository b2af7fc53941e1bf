import Model

extension ConnectorManifest {
    func google(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Own? {
        let domain = reader.required("google_prov_domain_name", at: component.source, &ledger)
        let admin = reader.required("google_prov_admin_email", at: component.source, &ledger)
        let account = reader.text("google_prov_service_acc_email")
        let place = reader.location("google_prov_private_key", or: component.source)
        let key = ledger.secret(
            reader.text("google_prov_private_key"), of: self.key, at: setting("serviceAccountKey"),
            named: "service-account-key", location: place,
            note:
                "the JSON key file of \(account.map { "`\($0)`" } ?? "the service account"); the server has its P12 file"
        )
        var mapping: [String: Value] = [:]
        for (target, claim, fallback) in [
            ("name.givenName", "google_prov_givenname_claim_dropdown", "google_prov_givenname"),
            ("name.familyName", "google_prov_familyname_claim_dropdown", "google_prov_familyname"),
        ] {
            guard let template = googleName(claim, fallback, &reader, &ledger) else { continue }
            mapping[target] = template
        }
        for (target, usual) in [("name.givenName", "{{givenName}}"), ("name.familyName", "{{familyName}}")]
        where mapping[target] == .string(usual) { mapping[target] = nil }
        let pattern = pattern(&reader, ("google_prov_pattern", "google_prov_separator"), &ledger)
        guard let domain, let admin else { return nil }
        return (
            type: "google",
            settings: .settings(
                [("serviceAccountKey", key), ("adminEmail", ledger.text(admin)), ("domain", ledger.text(domain))]
                    + pattern), mapping: mapping
        )
    }

    private func googleName(
        _ claim: String, _ fallback: String, _ reader: inout PropertyReader, _ ledger: inout ImportLedger
    ) -> Value? {
        let constant = reader.text(fallback)
        guard let uri = reader.text(claim) else { return template(nil, fallback: constant, &ledger) }
        let attribute = attributes.attribute(for: uri)
        if attribute == nil {
            ledger.report(
                .sourceLeftOut, at: reader.location(claim, or: component.source),
                "`\(claim)` is left out: no attribute is mapped from its claim",
                hint: "write the template yourself in `spec.mapping`")
        }
        return template(attribute, fallback: constant, &ledger)
    }
}
