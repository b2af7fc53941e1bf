import Testing

/// Calls that the design forbids, with the few places that have a reason.
struct BannedCodeTests {
    struct Rule: Sendable, CustomTestStringConvertible {
        let what: String
        let pattern: String
        let instead: String
        /// The modules it holds for; `nil` means all.
        var modules: Set<String>?
        /// File to reason.
        var allowed: [String: String] = [:]
        var testDescription: String { what }
    }

    static let core: Set<String> = ["Model", "Reconciling", "Provisioning", "Importing"]
    static let beforeCommands: Set<String> = core.union([
        "YAMLReader", "SQLStore", "CurlTransport", "LoginListener", "Reports",
    ])

    static let rules = [
        Rule(
            what: "the system's clock", pattern: #"\bDate\(\)|\bDate\.now|ContinuousClock\.now|SystemClock|\.now\(\)"#,
            instead: "take the time as an argument or a WallClock", modules: core),
        Rule(what: "UUID()", pattern: #"\bUUID\(\)"#, instead: "take a source of identifiers", modules: core),
        Rule(
            what: "the environment", pattern: #"\bgetenv\b|\bProcessInfo\b|CommandLine\."#,
            instead: "read it in Commands and pass the value", modules: core.union(["Reports", "YAMLReader"])),
        Rule(
            what: "the file system", pattern: #"\bFileManager\b|\bfopen\b|FileHandle"#,
            instead: "read it in an adapter and pass the bytes", modules: core.union(["Reports", "YAMLReader"])),
        Rule(
            what: "a task without a parent", pattern: #"\bTask\s*(<[^>]*>)?\s*(\([^)]*\)\s*)?\{|\bTask\.detached"#,
            instead: "use a task group, or list the file here with the reason",
            allowed: unstructured),
        Rule(what: "DispatchQueue", pattern: #"\bDispatchQueue\b"#, instead: "use structured concurrency or a Mutex"),
        Rule(
            what: "an unchecked promise to the compiler", pattern: #"@unchecked\s+Sendable|nonisolated\(unsafe\)"#,
            instead: "use a value, an actor or a Mutex; a C handle that can't may be listed here with the reason",
            allowed: unchecked),
        Rule(
            what: "a deliberate crash",
            // What is looked for, not a use of it.
            pattern: #"\btry!|\bas!|\bfatalError\(|\bpreconditionFailure\(|\bassertionFailure\("#,
            instead: "return a diagnostic or a typed error"),
        Rule(
            what: "print", pattern: #"(?<![.\w])print\("#, instead: "return text; the console in Commands prints it",
            modules: beforeCommands),
        Rule(
            what: "exit", pattern: #"(?<![.\w])exit\("#,
            instead: "return an outcome; one place turns outcomes into exit codes", modules: beforeCommands),
    ]

    static let unstructured = [
        "Sources/Provisioning/Delivery/Dispatcher.swift":
            "recording what a remote did must outlive cancellation; the task is awaited at once"
    ]

    static let unchecked = [
        "Sources/CurlTransport/CurlMultiHandle.swift":
            "a C handle whose one function for other threads is documented as safe for them"
    ]

    @Test(arguments: rules)
    func `sources do without what is banned`(rule: Rule) throws {
        let pattern = try Pattern(rule.pattern)
        for file in SourceTree.sources where rule.modules?.contains(file.module) ?? true {
            if rule.allowed[file.path] != nil { continue }
            for match in pattern.matches(in: file.swift.code) {
                Issue.record("\(file.path):\(match.line) uses \(rule.what): \(rule.instead)")
            }
        }
    }

    @Test(arguments: rules)
    func `every exception still has its file`(rule: Rule) {
        for (path, reason) in rule.allowed {
            #expect(SourceTree.exists(path), "\(path) is gone; remove its exception (\(reason))")
            #expect(reason.count > 15, "\(path): say why it needs \(rule.what)")
        }
    }

    @Test func `an unchecked promise says why beside it`() throws {
        let pattern = try Pattern(#"@unchecked\s+Sendable|nonisolated\(unsafe\)"#)
        for file in SourceTree.sources {
            let lines = SourceFile.numbered(file.text).map(\.text)
            for match in pattern.matches(in: file.swift.code) {
                #expect(
                    lines[max(0, match.line - 4)..<match.line].joined().contains("//"),
                    "\(file.path):\(match.line): write the reason in a comment beside it")
            }
        }
    }

    @Test func `nothing is left for later`() throws {
        let pattern = try Pattern(#"\b(TO"# + #"DO|FIX"# + #"ME|X"# + #"XX)\b"#)
        for file in SourceTree.all {
            for match in pattern.matches(in: file.text) {
                Issue.record("\(file.path):\(match.line) says \(match.groups[0]): finish it, or open an issue")
            }
        }
    }

    @Test func `tests do not sleep to wait for something`() throws {
        let pattern = try Pattern(#"(?<![.\w])(?<!func )sleep\(|Thread\.sleep|Task\.sleep\(for: \.seconds"#)
        // A poll with a deadline sleeps a few milliseconds; a longer sleep hopes.
        for file in SourceTree.tests {
            for match in pattern.matches(in: file.swift.code) {
                Issue.record("\(file.path):\(match.line) sleeps: poll with a deadline, or use ManualClock")
            }
        }
    }
}
