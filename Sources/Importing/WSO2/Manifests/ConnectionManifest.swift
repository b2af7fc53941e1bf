import Model

/// Makes a Connection of an identity provider.
struct ConnectionManifest {
    let provider: WSO2IdentityProvider
    let key: ResourceKey

    /// The spec; `nil` when it can't be one, which is reported.
    func spec(_ attributes: [String: String], _ ledger: inout ImportLedger) -> Value? {
        guard let chosen = authenticator(&ledger) else { return nil }
        guard let table = WSO2Properties.authenticator(chosen.type) else { return nil }
        var reader = PropertyReader(chosen.properties, table, &ledger)
        let name = table.type == WSO2Properties.saml.type ? "saml" : "oidc"
        if name == "oidc", !provider.certificates.allSatisfy(\.isEmpty) {
            ledger.report(
                .sourceLeftOut, at: provider.source,
                "the certificates of `\(provider.name)` are left out: \(WSO2Forms.protection)")
        }
        let part = name == "saml" ? saml(&reader, chosen, &ledger) : openID(&reader, chosen, &ledger)
        reader.finish(&ledger)
        guard let part else { return nil }
        var spec = ValueMap([
            ValueMap.Entry(key: "displayName", value: ledger.text(provider.name)),
            ValueMap.Entry(key: name, value: part),
        ])
        if !(provider.isEnabled && chosen.isEnabled) { spec["enabled"] = .bool(false) }
        let own = ClaimMap(attributes).overrides
        if !own.isEmpty {
            spec["attributes"] = .map(
                ValueMap(own.map { ValueMap.Entry(key: $0.key, value: ledger.text($0.value)) }))
        }
        return .map(spec)
    }

    /// The one authenticator that the connection keeps; the others are reported.
    private func authenticator(_ ledger: inout ImportLedger) -> WSO2Component? {
        let chosen = provider.chosen
        for other in provider.authenticators where other.source != chosen?.source {
            let table = WSO2Properties.authenticator(other.type)
            // Its properties are left out with it, yet their names are checked.
            if let table { _ = PropertyReader(other.properties, table, &ledger) }
            ledger.report(
                .sourceLeftOut, at: other.source,
                "the authenticator \(other.type) is left out: "
                    + (table != nil
                        ? "a connection has one, and \(chosen?.type ?? "another") is it" : "it has no counterpart"))
        }
        if chosen == nil {
            ledger.report(
                .sourceLeftOut, at: provider.source,
                "the identity provider `\(provider.name)` is left out: it has no authenticator that has a counterpart",
                hint: connectorHint)
        }
        return chosen
    }

    private var connectorHint: String? {
        provider.connectors.isEmpty
            ? nil : "its connectors are left out too: declare them for the connection that people sign in through"
    }

    // MARK: OpenID Connect

    private func openID(
        _ reader: inout PropertyReader, _ chosen: WSO2Component, _ ledger: inout ImportLedger
    ) -> Value? {
        let issuer = issuer(&reader, chosen, &ledger)
        let scopes = scopes(&reader, &ledger)
        guard let client = reader.required("ClientId", at: chosen.source, &ledger), let issuer else { return nil }
        let secretPlace = reader.location("ClientSecret", or: chosen.source)
        let secret = ledger.secret(
            reader.text("ClientSecret"), of: key, at: FieldPath(keys: "spec", "oidc", "clientSecret"),
            named: "client-secret", location: secretPlace)
        return .object(
            ("issuer", issuer), ("clientId", ledger.text(client)), ("clientSecret", secret),
            ("scopes", .list(scopes.map { ledger.text($0) })))
    }

    private func issuer(
        _ reader: inout PropertyReader, _ chosen: WSO2Component, _ ledger: inout ImportLedger
    ) -> Value? {
        let known = [
            WSO2Properties.google.type: "https://accounts.google.com", WSO2Properties.github.type: "https://github.com",
            WSO2Properties.facebook.type: "https://www.facebook.com",
            WSO2Properties.office.type: "https://login.microsoftonline.com/common/v2.0",
        ]
        if let issuer = known[chosen.type] {
            if chosen.type != WSO2Properties.google.type {
                ledger.report(
                    .sourceAssumed, at: chosen.source, path: FieldPath(keys: "spec", "oidc", "issuer"),
                    "\(chosen.type) says no issuer, so `\(issuer)` stands for \(key)",
                    hint: "reconcile signs nobody in; the issuer only says who the provider is")
            }
            return .string(issuer)
        }
        let place = reader.location("OAuth2AuthzEPUrl", or: chosen.source)
        let endpoint = reader.required("OAuth2AuthzEPUrl", at: chosen.source, &ledger)
        if let issuer = provider.issuer, WebAddress(issuer) != nil || issuer.contains("{{") {
            return ledger.text(issuer)
        }
        guard let endpoint else { return nil }
        if let issuer = provider.issuer {
            ledger.report(
                .sourceLeftOut, at: provider.source,
                "`idpIssuerName` of `\(provider.name)` is left out: `\(issuer)` is no http or https address")
        }
        let assumed = Self.issuer(from: endpoint)
        ledger.report(
            .sourceAssumed, at: place, path: FieldPath(keys: "spec", "oidc", "issuer"),
            "the export names no issuer of \(key); `\(SourceText.manifest(assumed).text)` is taken from the authorization endpoint",
            hint: "compare it with `issuer` in the provider's discovery document")
        return ledger.text(assumed)
    }

    /// The issuer that an authorization endpoint most likely belongs to.
    static func issuer(from endpoint: String) -> String {
        let endings = [
            ("/oauth2/v2.0/authorize", "/v2.0"), ("/protocol/openid-connect/auth", ""), ("/oauth2/v1/authorize", ""),
            ("/v1/authorize", ""), ("/oauth2/authorize", "/oauth2/token"),
        ]
        let path = String(endpoint.prefix { $0 != "?" && $0 != "#" })
        for (ending, replacement) in endings where path.hasSuffix(ending) {
            return path.dropLast(ending.count) + replacement
        }
        let parts = path.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count > 3 ? parts.prefix(3).joined(separator: "/") : path
    }

    private func scopes(_ reader: inout PropertyReader, _ ledger: inout ImportLedger) -> [String] {
        let words = { (text: String?) in (text ?? "").split { $0 == " " || $0 == "," || $0 == "+" }.map(String.init) }
        var scopes: [String] = []
        if reader.table.type == WSO2Properties.google.type {
            for part in (reader.text("AdditionalQueryParameters") ?? "").split(separator: "&") {
                if part.hasPrefix("scope=") {
                    scopes += words(String(part.dropFirst(6)))
                } else {
                    ledger.report(
                        .sourceLeftOut, at: reader.location("AdditionalQueryParameters", or: provider.source),
                        "a query parameter besides `scope` is left out: \(WSO2Properties.request)")
                }
            }
        } else {
            for key in ["Scopes", "scope", "Scope"] where reader.table[key] != nil { scopes += words(reader.text(key)) }
        }
        var seen: Set<String> = []
        let unique = scopes.filter { seen.insert($0).inserted }
        return unique.isEmpty ? ["openid"] : unique
    }

    // MARK: SAML

    private func saml(
        _ reader: inout PropertyReader, _ chosen: WSO2Component, _ ledger: inout ImportLedger
    ) -> Value? {
        let certificates = provider.certificates.flatMap(Certificates.pem)
        let entity = reader.required("IdPEntityId", at: chosen.source, &ledger)
        let address = reader.required("SSOUrl", at: chosen.source, &ledger)
        guard !certificates.isEmpty else {
            ledger.report(
                .sourceLeftOut, at: provider.source,
                "the identity provider `\(provider.name)` is left out: the export holds no certificate, and `spec.saml` needs one",
                hint: connectorHint ?? "add the provider's signing certificate to it at the server, and export again")
            return nil
        }
        guard let entity, let address else { return nil }
        return .object(
            ("entityId", ledger.text(entity)), ("ssoUrl", ledger.text(address)),
            ("certificates", .list(certificates.map { ledger.text($0) })))
    }
}

extension PropertyReader {
    /// The text under `key`, which an export without is an error.
    mutating func required(_ key: String, at source: SourceLocation, _ ledger: inout ImportLedger) -> String? {
        if let text = text(key) { return text }
        ledger.report(
            .sourceFieldMissing, at: location(key, or: source), "\(table.type) has no `\(key)`",
            hint: "set it at the server and export again")
        return nil
    }
}

/// Certificates as the server keeps them: PEM, or base64 of PEM, one or several in a text.
enum Certificates {
    static func pem(_ text: String) -> [String] {
        let end = "-----END CERTIFICATE-----"
        let plain = text.contains("-----BEGIN") ? text : decoded(text) ?? text
        guard plain.contains("-----BEGIN") else { return plain.isEmpty ? [] : [plain] }
        let blocks = plain.split(separator: "\n").reduce(into: [[Substring]()]) { blocks, line in
            blocks[blocks.count - 1].append(line.last == "\r" ? line.dropLast() : line)
            if line.hasPrefix(end) { blocks.append([]) }
        }
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") + "\n" }
    }

    private static func decoded(_ text: String) -> String? {
        let url = text.filter { $0 != "=" && !$0.isNewline && $0 != " " }
            .map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
        return Base64URL.text(url).flatMap { $0.contains("-----BEGIN") ? $0 : nil }
    }
}
