package import Model
package import Reconciling

/// A tree as iamctl exports it from a WSO2 Identity Server: a folder for each type, a file for each resource.
package struct WSO2Tree: Sendable {
    /// A file of the tree, by its folder.
    package struct File: Sendable {
        package let folder: String
        package let file: ManifestFile

        package init(folder: String, file: ManifestFile) {
            self.folder = folder
            self.file = file
        }
    }

    package static let identityProviders = "IdentityProviders"
    package static let applications = "Applications"

    /// The classes of the server's objects, which its YAML has as tags.
    package static let tagPrefix = "tag:yaml.org,2002:org.wso2."

    private let reader: any NodeReading
    private let catalogue: SchemaCatalogue

    package init(reader: any NodeReading, catalogue: SchemaCatalogue) {
        self.reader = reader
        self.catalogue = catalogue
    }

    /// The manifests that the files amount to, and everything found on the way.
    ///
    /// - Parameters:
    ///   - files: Those of the two folders that are read, in any order.
    ///   - others: The other folders of the tree, and how many files each has.
    ///   - leavingOut: Fields and properties that are warnings where they are not known, and not errors.
    package func imported(
        _ files: [File], others: [(folder: String, files: Int)] = [], leavingOut: Set<String> = []
    ) -> ImportedTree {
        var ledger = ImportLedger(leavingOut: leavingOut)
        var providers: [WSO2IdentityProvider] = []
        var applications: [WSO2Application] = []
        var broken: Set<String> = []
        for file in files.sorted(by: { $0.file.path < $1.file.path }) {
            for document in documents(of: file.file, &ledger) {
                if file.folder == Self.identityProviders {
                    provider(document, &broken, &ledger).map { providers.append($0) }
                } else {
                    application(document, &ledger).map { applications.append($0) }
                }
            }
        }
        refuseDuplicates(providers.map { ($0.name, $0.source) }, "identity provider", &ledger)
        refuseDuplicates(applications.map { ($0.name, $0.source) }, "application", &ledger)
        var connections = addConnections(providers.sorted { $0.name < $1.name }, &ledger)
        // A step that offers one with errors has none of its own; nothing is written then.
        for name in broken where connections[name] == nil { connections[name] = name }
        var authenticators: [String: String] = [:]
        for provider in providers { authenticators[provider.name] = provider.chosen?.type }
        addFlows(
            applications.sorted { $0.name < $1.name }.map {
                LoginFlowManifest(application: $0, connections: connections, authenticators: authenticators)
            }, &ledger)
        for other in others.sorted(by: { $0.folder < $1.folder }) {
            ledger.report(
                .sourceLeftOut, at: SourceLocation(file: other.folder, line: 1, column: 1),
                "\(other.files) \(other.files == 1 ? "file is" : "files are") left out: reconcile keeps what connects sign-ins to provisioning"
            )
        }
        return ledger.result
    }

    // MARK: Reading

    private func documents(of file: ManifestFile, _ ledger: inout ImportLedger) -> [Document] {
        if file.path.hasSuffix(".xml") {
            ledger.report(
                .sourceUnreadable, at: SourceLocation(file: file.path, line: 1, column: 1),
                "this is an export in XML, which is not read", hint: "export again with -f yaml")
            return []
        }
        let (documents, findings) = reader.documents(in: file)
        ledger.findings += findings.map { finding in
            Diagnostic(
                finding.code, severity: finding.severity, at: finding.location, path: finding.path, finding.message,
                hint: finding.hint, isSensitive: true)
        }
        guard !findings.contains(where: { $0.severity == .error }) else { return [] }
        if documents.isEmpty {
            ledger.report(
                .sourceUnreadable, at: SourceLocation(file: file.path, line: 1, column: 1), "the file holds nothing",
                hint: "export again, or remove it")
        }
        return documents
    }

    private func checked(
        _ document: Document, _ first: SourceForm, _ second: SourceForm, _ ledger: inout ImportLedger
    ) -> (form: SourceForm, isSound: Bool) {
        let form = WSO2Forms.nearer(document.root, first, second)
        let findings = SourceCheck.findings(of: document.root, form, in: document.file, leavingOut: ledger.leavingOut)
        ledger.findings += findings
        return (form, !Diagnostics(findings).hasErrors)
    }

    private func provider(
        _ document: Document, _ broken: inout Set<String>, _ ledger: inout ImportLedger
    ) -> WSO2IdentityProvider? {
        let name = document.root.text("identityProviderName") ?? document.root.text("name")
        if name == "LOCAL" {
            ledger.report(
                .sourceLeftOut, at: SourceLocation(file: document.file, at: document.root.position),
                "the resident identity provider is left out: it is the login server itself")
            return nil
        }
        let (form, isSound) = checked(
            document, WSO2Forms.exportedIdentityProvider, WSO2Forms.identityProvider, &ledger)
        let provider =
            form["identityProviderName"] != nil
            ? WSO2IdentityProvider(exported: document.root, in: document.file)
            : WSO2IdentityProvider(answered: document.root, in: document.file)
        guard !isSound else { return provider }
        // What is wrong with properties is told in the same run.
        for component in provider.authenticators + provider.connectors {
            let tables = WSO2Properties.authenticators + WSO2Properties.connectors
            guard let table = tables.first(where: { $0.type == component.type }) else { continue }
            _ = PropertyReader(component.properties, table, &ledger)
        }
        broken.insert(provider.name)
        return nil
    }

    private func application(_ document: Document, _ ledger: inout ImportLedger) -> WSO2Application? {
        let (form, isSound) = checked(document, WSO2Forms.exportedApplication, WSO2Forms.application, &ledger)
        guard isSound else { return nil }
        return form["applicationName"] != nil
            ? WSO2Application(exported: document.root, in: document.file)
            : WSO2Application(answered: document.root, in: document.file)
    }

    private func refuseDuplicates(
        _ named: [(name: String, source: SourceLocation)], _ what: String, _ ledger: inout ImportLedger
    ) {
        var first: [String: SourceLocation] = [:]
        for item in named {
            if let other = first[item.name] {
                ledger.report(
                    .sourceDuplicate, at: item.source, "the \(what) `\(item.name)` stands in \(other.file) already",
                    hint: "remove one of the two files")
            }
            first[item.name] = item.source
        }
    }

    // MARK: Writing

    /// - Returns: The server's names of identity providers with those of our connections, empty for one left out.
    private func addConnections(
        _ providers: [WSO2IdentityProvider], _ ledger: inout ImportLedger
    ) -> [String: String] {
        var connections: [String: String] = [:]
        for provider in providers {
            let name = ledger.name(.connection, for: provider.name, at: provider.source)
            let key = ResourceKey(.connection, name)
            for left in provider.leftOut { ledger.report(.sourceLeftOut, at: left.source, left.message) }
            let attributes = ClaimAttributes(provider.claims, &ledger)
            guard
                let spec = ConnectionManifest(provider: provider, key: key).spec(attributes.attributes, &ledger)
            else {
                connections[provider.name] = ""
                continue
            }
            connections[provider.name] = name
            ledger.add(key, spec: spec, source: provider.source)
            for component in provider.connectors { add(component, of: provider, name, attributes, &ledger) }
            reportUnusedRoles(of: provider, &ledger)
            reportUnusedFallbacks(of: provider, &ledger)
        }
        return connections
    }

    private func add(
        _ component: WSO2Component, of provider: WSO2IdentityProvider, _ connection: String,
        _ attributes: ClaimAttributes, _ ledger: inout ImportLedger
    ) {
        guard let type = ConnectorManifest.type(of: component.type) else {
            ledger.report(
                .sourceLeftOut, at: component.source,
                "the connector `\(component.type)` of `\(provider.name)` is left out: there is no such type here")
            return
        }
        let name = ledger.name(.outboundConnector, for: "\(connection)-\(type)", at: component.source)
        let key = ResourceKey(.outboundConnector, name)
        let manifest = ConnectorManifest(
            provider: provider, component: component, connection: connection, key: key, attributes: attributes,
            catalogue: catalogue)
        guard let spec = manifest.spec(&ledger) else { return }
        ledger.add(key, spec: spec, source: component.source)
    }

    private func reportUnusedRoles(of provider: WSO2IdentityProvider, _ ledger: inout ImportLedger) {
        let unused = provider.roleMappings.filter { !provider.outboundRoles.contains($0.local) }
        guard !unused.isEmpty || provider.connectors.isEmpty && !provider.outboundRoles.isEmpty else { return }
        ledger.report(
            .sourceLeftOut, at: provider.rolesLocation,
            "roles of `\(provider.name)` that no connector asks for are left out: groups keep the identity provider's names",
            hint: nil)
    }

    /// What to send when a claim is empty counts for the connectors alone that send claims under their own names.
    private func reportUnusedFallbacks(of provider: WSO2IdentityProvider, _ ledger: inout ImportLedger) {
        guard !provider.connectors.contains(where: { $0.type == WSO2Properties.salesforce.type }) else { return }
        for claim in provider.claims.provisioned where claim.fallback != nil {
            ledger.report(
                .sourceLeftOut, at: claim.source,
                "the default value of `\(claim.claim)` is left out: no connector of `\(provider.name)` sends it",
                hint: "a section in `spec.mapping` says what to send: {{#email}}…{{/email}}{{^email}}…{{/email}}")
        }
    }

    private func addFlows(_ manifests: [LoginFlowManifest], _ ledger: inout ImportLedger) {
        let kept = manifests.filter { $0.isWorthKeeping(&ledger) }
        let names = kept.map { ledger.name(.loginFlow, for: $0.application.name, at: $0.application.source) }
        // A resource's own name is always an identifier, so no other application may have it.
        var taken = Set(names)
        for (manifest, name) in zip(kept, names) {
            let spec = manifest.spec(name: name, taken: &taken, &ledger)
            ledger.add(ResourceKey(.loginFlow, name), spec: spec, source: manifest.application.source)
        }
    }
}
