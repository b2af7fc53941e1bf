import Testing

struct NamingTests {
    static let banned: Set<String> = [
        "Manager", "Helper", "Helpers", "Util", "Utils", "Processor", "Engine", "Handler", "Data", "Info", "Base",
        "Impl", "Common", "Misc",
    ]

    @Test func `type names say what a thing is`() throws {
        let parts = try Pattern("[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")
        for file in SourceTree.all {
            for type in try SourceTree.declaredTypes(in: file) {
                for word in parts.matches(in: type.name).map({ $0.groups[0] }) where Self.banned.contains(word) {
                    Issue.record("\(file.path):\(type.line): \(type.name) contains \(word): name it after what it does")
                }
            }
        }
    }

    @Test func `a file is named after a type it declares or extends`() throws {
        for file in SourceTree.sources where file.module != "reconcile" {
            let name = String((file.components.last ?? "").dropLast(".swift".count))
            if name == "Empty" || name.first?.isNumber == true { continue }
            let main = String(name.prefix { $0 != "+" })
            let pattern = try Pattern(
                #"\b(struct|class|enum|actor|protocol|extension|typealias)\s+([\w.]+\.)?\w*\#(main)\b"#)
            if !pattern.isFound(in: file.swift.code), !Self.subjects.contains(file.path) {
                Issue.record("\(file.path) declares and extends no `\(main)`: name the file after its main type")
            }
        }
    }

    /// Files of one subject that several small types make up.
    static let subjects: Set<String> = [
        "Sources/Model/Schema/ManifestTypes.swift", "Sources/Provisioning/Connector/HTTP.swift",
        "Sources/Model/Identity/Identifiers.swift", "Sources/Model/Resource/OutboundConnector+Type.swift",
        "Sources/Commands/Options/ResourceArguments.swift",
    ]

    @Test func `every test is a sentence`() throws {
        let attribute = try Pattern(#"^[ \t]*@Test\b[\s\S]*?\bfunc\s+(`[^`]*`|\w+)"#)
        for file in SourceTree.tests {
            for test in attribute.matches(in: file.swift.code) {
                let name = test.groups[1]
                #expect(
                    name.hasPrefix("`") && name.contains(" "),
                    "\(file.path):\(test.line): test \(name) is no sentence; write func `what must hold`()")
            }
        }
    }
}
