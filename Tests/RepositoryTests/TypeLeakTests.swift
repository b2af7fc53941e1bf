import Testing

/// A connector or trigger type is one folder and one line of its catalogue; nothing else knows its name.
struct TypeLeakTests {
    struct Family: Sendable, CustomTestStringConvertible {
        let folder: String
        let catalogue: String
        var testDescription: String { folder }
    }

    static let families = [
        Family(
            folder: "Sources/Provisioning/Connector/",
            catalogue: "Sources/Provisioning/Connector/ConnectorCatalog.swift"),
        Family(folder: "Sources/Provisioning/Trigger/", catalogue: "Sources/Provisioning/Trigger/TriggerCatalog.swift"),
    ]

    /// Files that may name a type, and why.
    static let allowed: [String: String] = [
        "Sources/Commands/Verbs/Init.swift": "writes sample manifests, which name types as a user would",
        "Sources/Commands/Verbs/ImportCommand.swift": "names the product whose exports it reads",
        "Sources/Commands/Composition/ImportSource.swift": "reads the exports of a product whose name a type has",
        "Sources/Provisioning/Trigger/WSO2/WSO2Trigger.swift": "says what a server calls a webhook",
        "Sources/Provisioning/Trigger/WSO2/EventSignature.swift": "says what to set up at a server that calls it so",
        "Sources/Provisioning/Trigger/WSO2/WSO2Authenticators.swift": "names the authenticators of a server as it does",
        "Sources/Provisioning/Trigger/SecurityEvent/EventLogin.swift":
            "reads the events of a product, whose name a type has, inside tokens",
        "Sources/Provisioning/Trigger/SecurityEvent/FoundEvent.swift":
            "reads the events of a product, whose name a type has, inside tokens",
        "Sources/Provisioning/Trigger/SecurityEvent/SecurityEventTrigger.swift":
            "reads the events of a product, whose name a type has, inside tokens",
        "Sources/Provisioning/Trigger/StandardSignature.swift": "the headers that Standard Webhooks prescribes",
        "Sources/Commands/Options/WatchOptions.swift": "says how our own messages are signed",
    ]

    /// Folders that may name types, and why.
    static let allowedFolders: [String: String] = [
        "Sources/Importing/": "turns another product's types into ours, so it knows the names of both",
        "Sources/Provisioning/SignIn/": "gets ID tokens of its own, whose name a type has",
        "Sources/LoginListener/LoginPage/": "keeps the ID tokens of its sessions, whose name a type has",
    ]

    @Test(arguments: families)
    func `a type's name stays in its folder`(family: Family) {
        let names = Set(
            SourceTree.sources.filter { $0.path.hasPrefix(family.folder) }
                .map { $0.path.dropFirst(family.folder.count).split(separator: "/") }
                .filter { $0.count > 1 }.map { String($0[0]) })
        for file in SourceTree.sources where Self.allowed[file.path] == nil && file.path != family.catalogue {
            if Self.allowedFolders.keys.contains(where: file.path.hasPrefix) { continue }
            for name in names where !file.path.hasPrefix(family.folder + name + "/") {
                for line in SourceFile.numbered(file.swift.codeAndStrings)
                // An example of a field is documentation that is printed.
                where line.text.localizedCaseInsensitiveContains(name) && !line.text.contains("example:") {
                    Issue.record(
                        """
                        \(file.path):\(line.number) names the type \(name): put what is special about it into \
                        \(family.folder)\(name)/ and ask for it through the type's protocol
                        """)
                }
            }
        }
    }

    @Test(arguments: families)
    func `the catalogue names each type once`(family: Family) {
        guard let file = SourceTree.sources.first(where: { $0.path == family.catalogue }) else { return }
        let names = Set(
            SourceTree.sources.map(\.path).filter { $0.hasPrefix(family.folder) }
                .map { $0.dropFirst(family.folder.count).split(separator: "/") }
                .filter { $0.count > 1 }.map { String($0[0]) })
        for name in names {
            let lines = SourceFile.numbered(file.swift.code).filter { $0.text.contains(name) }
            #expect(lines.count == 1, "\(family.catalogue) must name \(name) in one line, the list of types")
        }
    }
}

extension String {
    fileprivate func localizedCaseInsensitiveContains(_ part: String) -> Bool {
        lowercased().contains(part.lowercased())
    }
}
