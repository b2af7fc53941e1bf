import Model

extension ConnectorManifest {
    func scim2(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Own? {
        let authentication = scim2Authentication(&reader, &ledger)
        guard let users = reader.required("scim2-user-ep", at: component.source, &ledger) else { return nil }
        let trimmed = users.hasSuffix("/") ? String(users.dropLast()) : users
        guard trimmed.hasSuffix("/Users") else {
            ledger.report(
                .sourceNotValid, at: reader.location("scim2-user-ep", or: component.source),
                "the user endpoint does not end in `/Users`, so there is no base address for `settings.baseUrl`",
                hint: "users and groups stand under one base address here")
            return nil
        }
        let base = String(trimmed.dropLast("/Users".count))
        if let groups = reader.text("scim2-group-ep") {
            let isUsual = groups == base + "/Groups" || groups == base + "/Groups/"
            ledger.report(
                .sourceLeftOut, at: reader.location("scim2-group-ep", or: component.source),
                isUsual
                    ? "the groups are left out: here only those in `settings.groups` are pushed"
                    : "the group endpoint is left out: it is not `/Groups` of the users' base address",
                hint: "list the groups: settings: {groups: {push: [NAME]}}")
        }
        var settings = [("baseUrl", ledger.text(base)), ("authentication", authentication)]
        if let domain = reader.text("scim2-user-store-domain") {
            settings.append(("userStoreDomain", ledger.text(domain)))
        }
        if let password = scim2Password(&reader, &ledger) { settings.append(("password", password)) }
        return (type: "scim2", settings: .settings(settings), mapping: [:])
    }

    private func scim2Authentication(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Value {
        let secret = { (reader: inout PropertyReader, ledger: inout ImportLedger, key: String, path: FieldPath) in
            ledger.secret(
                reader.text(key), of: self.key, at: path, named: path.components.last.map(Self.word) ?? key,
                location: reader.location(key, or: self.component.source))
        }
        let mode = reader.text("scim2-authentication-mode")
        if let mode, !["basic", "bearer", "apiKey"].contains(mode) {
            ledger.report(
                .sourceAssumed, at: reader.location("scim2-authentication-mode", or: component.source),
                path: setting("authentication"),
                "\(key): the authentication mode `\(mode)` is not known; the server takes it for basic, and so it is here",
                hint: "the modes are basic, bearer and apiKey")
        }
        switch mode {
        case "bearer":
            let path = setting("authentication", "bearer", "token")
            return .object(("bearer", .object(("token", secret(&reader, &ledger, "scim2-access-token", path)))))
        case "apiKey":
            let header = reader.required("scim2-api-key-header", at: component.source, &ledger) ?? ""
            let path = setting("authentication", "apiKey", "value")
            return .object(
                (
                    "apiKey",
                    .object(
                        ("header", ledger.text(header)),
                        ("value", secret(&reader, &ledger, "scim2-api-key-value", path)))
                ))
        default:
            let name = reader.required("scim2-username", at: component.source, &ledger) ?? ""
            let path = setting("authentication", "basic", "password")
            return .object(
                (
                    "basic",
                    .object(
                        ("username", ledger.text(name)), ("password", secret(&reader, &ledger, "scim2-password", path)))
                ))
        }
    }

    private static func word(_ component: FieldPath.Component) -> String {
        switch component {
        case .key("value"): "api-key"
        case .key(let key): key
        case .index(let index): String(index)
        }
    }

    private func scim2Password(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> Value? {
        guard reader.flag("scim2-enable-pwd-provisioning", &ledger) == false else {
            return .object(("mode", .string("random")))
        }
        let place = reader.location("scim2-default-pwd", or: component.source)
        guard let password = reader.text("scim2-default-pwd") else { return nil }
        return .object(
            ("mode", .string("secret")),
            (
                "secret",
                ledger.secret(
                    password, of: key, at: setting("password", "secret"), named: "default-password", location: place)
            ))
    }
}
