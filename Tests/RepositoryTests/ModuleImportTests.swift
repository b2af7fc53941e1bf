import Testing

/// Which module may import what. The compiler checks our own targets; this table also holds for other packages.
struct ModuleImportTests {
    /// Modules whose imports are listed here only. `Synchronization` is free to all.
    static let table: [String: Set<String>] = [
        "Model": [],
        "Reconciling": ["Model", "Crypto"],
        "Provisioning": ["Model", "Crypto", "JWTKit", "Mustache", "FoundationEssentials"],
        "Importing": ["Model", "Reconciling"],
        "YAMLReader": ["Model", "Reconciling", "CLibYAML"],
        "SQLStore": ["Model", "Reconciling", "Provisioning", "GRDB", "GRDBSQLite", "FoundationEssentials"],
        "CurlTransport": ["Model", "Provisioning", "CLibCurl", "FoundationEssentials"],
        "LoginListener": [
            "Model", "Provisioning", "Hummingbird", "HummingbirdCore", "HTTPTypes", "NIOCore", "ServiceLifecycle",
            "Logging", "Metrics", "FoundationEssentials", "Crypto", "Mustache", "HummingbirdHTTP2", "NIOHTTP1",
            "NIOHTTPTypes",
            "NIOSSL", "NIOTLS",
        ],
        "Reports": ["Model", "Reconciling", "Provisioning", "Crypto", "FoundationEssentials"],
        "Commands": [
            "Model", "Reconciling", "Provisioning", "Importing", "YAMLReader", "SQLStore", "CurlTransport",
            "LoginListener", "Reports", "ArgumentParser", "Hummingbird", "ServiceLifecycle", "UnixSignals", "Logging",
            "Metrics",
            "FoundationEssentials",
        ],
        "reconcile": ["Commands"],
    ]

    /// The system's C library, where an adapter talks to it.
    static let adapters: Set<String> = [
        "YAMLReader", "SQLStore", "CurlTransport", "LoginListener", "Commands", "reconcile",
    ]
    static let systemLibraries: Set<String> = ["Glibc", "Musl", "Darwin"]

    /// Imports that belong to one folder of a module.
    static let confined = [
        "Mustache": ["Sources/Provisioning/Mapping/", "Sources/LoginListener/Page/"],
        "GRDBSQLite": ["Sources/SQLStore/SQLite/"],
        "HummingbirdHTTP2": ["Sources/LoginListener/Server/"], "NIOHTTP1": ["Sources/LoginListener/Server/"],
        "NIOHTTPTypes": ["Sources/LoginListener/Server/"], "NIOSSL": ["Sources/LoginListener/Server/"],
        "NIOTLS": ["Sources/LoginListener/Server/"],
        "JWTKit": [
            "Sources/Provisioning/Connector/Google/", "Sources/Provisioning/Connector/Salesforce/",
            "Sources/Provisioning/Token/", "Sources/Provisioning/SignIn/",
        ],
    ]

    /// Foundation costs start-up time: an adapter that can't do without says why.
    static let foundation: [String: String] = [:]

    @Test(arguments: SourceTree.sources)
    func `a module imports only what its place in the pipeline allows`(file: SourceFile) throws {
        let allowed = try #require(
            Self.table[file.module], "\(file.path): add the module to the table, with what it may import")
        for statement in try Pattern(Self.statement).matches(in: file.swift.code) {
            let name = statement.groups[1]
            let place = "\(file.path):\(statement.line)"
            if name == "Synchronization" { continue }
            if name == "Foundation", Self.foundation[file.path] != nil { continue }
            if Self.systemLibraries.contains(name), Self.adapters.contains(file.module) { continue }
            #expect(
                allowed.contains(name),
                "\(place): \(file.module) may not import \(name); declare a port there and let an adapter implement it")
            if let folders = Self.confined[name] {
                #expect(
                    folders.contains { file.path.hasPrefix($0) }, "\(place): \(name) may be imported in \(folders) only"
                )
            }
        }
    }

    static let statement =
        #"^[ \t]*(?:@\w+(?:\([^)]*\))?\s+)*(?:(?:public|package|internal|fileprivate|private)\s+)?"#
        + #"import\s+(?:(?:struct|class|enum|protocol|func|var|let|typealias)\s+)?(\w+)"#
}

extension SourceFile: CustomTestStringConvertible {
    var testDescription: String { path }
}
