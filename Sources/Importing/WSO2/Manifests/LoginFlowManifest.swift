import Model

/// Makes a LoginFlow of an application.
struct LoginFlowManifest {
    let application: WSO2Application
    /// The server's identity provider to our connection; an empty text for one that was left out.
    let connections: [String: String]
    /// The server's identity provider to the type of authenticator that its connection keeps.
    let authenticators: [String: String]

    /// The spec.
    ///
    /// - Parameter taken: The names that applications before this one answer to; its own are added.
    func spec(name: String, taken: inout Set<String>, _ ledger: inout ImportLedger) -> Value {
        let steps = application.steps.map { options in options.filter { isKept($0, &ledger) } }
        return .object(
            ("application", described(name: name, taken: &taken, &ledger)),
            (
                "steps",
                .list(
                    steps.filter { !$0.isEmpty }.map { options in
                        .object(("options", .list(distinct(options, &ledger))))
                    })
            ))
    }

    /// Whether any step offers a connection that is taken over; otherwise it is reported.
    func isWorthKeeping(_ ledger: inout ImportLedger) -> Bool {
        let options = application.steps.flatMap(\.self)
        if !application.isDefault,
            options.contains(where: { $0.identityProvider.map { !(connections[$0] ?? "").isEmpty } ?? false })
        {
            return true
        }
        let reason =
            application.isDefault
            ? "it has the server's default login flow"
            : options.contains { $0.identityProvider != nil }
                ? "the identity providers of its steps are not taken over" : "no step offers an identity provider"
        ledger.report(
            .sourceLeftOut, at: application.source,
            "the application `\(application.name)` is left out: \(reason), so its logins provision nobody")
        return false
    }

    private func isKept(_ option: WSO2Application.Option, _ ledger: inout ImportLedger) -> Bool {
        guard let provider = option.identityProvider else { return true }
        guard (connections[provider] ?? "").isEmpty else {
            if let kept = authenticators[provider], !option.authenticator.isEmpty, option.authenticator != kept {
                ledger.report(
                    .sourceLeftOut, at: option.source,
                    "\(option.authenticator) of the option `\(provider)` of `\(application.name)` is left out: "
                        + "the connection has \(kept)")
            }
            return true
        }
        ledger.report(
            .sourceLeftOut, at: option.source,
            "the option `\(provider)` of `\(application.name)` is left out: "
                + (connections[provider] == nil
                    ? "the tree has no identity provider of this name" : "the identity provider is left out"),
            hint: "add the option once there is a connection")
        return false
    }

    private func distinct(_ options: [WSO2Application.Option], _ ledger: inout ImportLedger) -> [Value] {
        var values: [Value] = []
        for option in options {
            let value: Value =
                if let provider = option.identityProvider {
                    .object(("connection", .string(connections[provider] ?? "")))
                } else {
                    .object(("local", ledger.text(option.authenticator)))
                }
            if !values.contains(value) { values.append(value) }
        }
        return values
    }

    private func described(name: String, taken: inout Set<String>, _ ledger: inout ImportLedger) -> Value {
        var fields = [("displayName", ledger.text(application.name))]
        if let url = application.url {
            if WebAddress(url) != nil || url.contains("{{") {
                fields.append(("url", ledger.text(url)))
            } else {
                ledger.report(
                    .sourceLeftOut, at: application.source,
                    "the access address of `\(application.name)` is left out: it is no http or https address")
            }
        }
        var seen: Set<String> = [name]
        var identifiers: [String] = []
        for identifier in [application.name] + application.identifiers where seen.insert(identifier).inserted {
            guard taken.insert(identifier).inserted else {
                ledger.report(
                    .sourceLeftOut, at: application.source,
                    "the identifier `\(identifier)` of `\(application.name)` is left out: another application answers to it",
                    hint: "triggers name this one `\(name)`")
                continue
            }
            identifiers.append(identifier)
        }
        if !identifiers.isEmpty { fields.append(("identifiers", .list(identifiers.map { ledger.text($0) }))) }
        return .settings(fields)
    }
}
