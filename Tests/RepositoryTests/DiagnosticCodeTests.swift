import Model
import TestSupport
import Testing

/// A code is public: it is never reused, never dropped, always explained and always shown by an example or a test.
struct DiagnosticCodeTests {
    /// The Swift name of each code, read from the source.
    static let names: [String: String] = {
        var names: [String: String] = [:]
        for file in SourceTree.sources where file.path.hasPrefix("Sources/Model/Diagnostic/Code+") {
            for match in file.text.matches(of: /static let (\w+) = Self\(\s*"(R\d{4})"/) {
                names[String(match.2)] = String(match.1)
            }
        }
        return names
    }()

    @Test func `codes are unique, ascending and in their ranges`() {
        let ids = DiagnosticCode.all.map(\.id)
        #expect(ids == Set(ids).sorted(), "list the codes once each and ascending")
        for id in ids { #expect(id.contains(/^R[1-7]\d{3}$/), "\(id) is no code: R and four digits") }
    }

    @Test func `every declared code is in the list of all`() {
        #expect(Set(Self.names.keys) == Set(DiagnosticCode.all.map(\.id)), "add the code to the list of its file")
    }

    @Test func `no code ever disappears`() throws {
        let path = "Tests/RepositoryTests/codes.txt"
        let known = try Repository.text(path).split(separator: "\n").map(String.init)
        let present = DiagnosticCode.all.map(\.id)
        for id in known where !present.contains(id) {
            Issue.record("\(id) was published and is gone; bring it back, people may match on it")
        }
        for id in present where !known.contains(id) {
            Issue.record("\(id) is new: add it to \(path), once and for ever")
        }
    }

    @Test func `texts are short and plain`() {
        for code in DiagnosticCode.all {
            #expect(code.summary.count <= 80, "\(code.id): the summary is one short line")
            #expect(!code.summary.hasSuffix("."), "\(code.id): the summary has no full stop")
            #expect(code.explanation.hasSuffix("."), "\(code.id): the explanation is whole sentences")
        }
    }

    @Test func `every code of manifests has an example`() throws {
        let folder = "examples/20-errors"
        let readme = try Repository.text("\(folder)/README.md")
        for code in DiagnosticCode.all where code.id.hasPrefix("R1") || code.id.hasPrefix("R2") {
            let isFile = SourceTree.paths.contains { $0.hasPrefix("\(folder)/\(code.id)-") }
            let row = readme.split(separator: "\n").first { $0.hasPrefix("| \(code.id) |") }
            guard !isFile else {
                #expect(row == nil, "\(folder)/README.md lists \(code.id) as one without a file, but it has one")
                continue
            }
            guard let row, let test = row.firstMatch(of: /`(Tests\/[^`]+\.swift)`/) else {
                Issue.record(
                    "add \(folder)/\(code.id)-\(Self.dashed(code)).yaml, or a row in its README with the test that covers it"
                )
                continue
            }
            let text = try Repository.text(String(test.1))
            let isNamed = text.contains(code.id) || text.contains(".\(Self.names[code.id] ?? code.id)")
            #expect(isNamed, "\(test.1) is said to cover \(code.id) but does not name it")
        }
    }

    @Test func `every code that is reported is tested`() throws {
        // The exit statuses only map codes; they report none.
        let silent = ["Sources/Commands/ExitStatus.swift"]
        let sources = SourceTree.sources.filter {
            !$0.path.hasPrefix("Sources/Model/Diagnostic/Code+") && !silent.contains($0.path)
        }
        for code in DiagnosticCode.all where code.id >= "R3" {
            guard let name = Self.names[code.id] else { continue }
            let pattern = try Pattern(#"\.\#(name)\b"#)
            guard sources.contains(where: { pattern.isFound(in: $0.swift.code) }) else { continue }
            let isTested = SourceTree.tests.contains { pattern.isFound(in: $0.swift.code) || $0.text.contains(code.id) }
            #expect(isTested, "\(code.id) (.\(name)) is reported but no test expects it; write one that does")
        }
    }

    /// The code's Swift name as a file name has it: `unknown-field`.
    static func dashed(_ code: DiagnosticCode) -> String {
        (names[code.id] ?? "").map { $0.isUppercase ? "-\($0.lowercased())" : "\($0)" }.joined()
    }
}
