import Foundation
import TestSupport
import Testing

/// What is in the checkout besides Swift: documents, links, and nothing of the machine it was written on.
struct CheckoutTests {
    static let textEndings = [
        "swift", "md", "yaml", "yml", "json", "txt", "sh", "c", "h", "py", "toml", "modulemap", "resolved",
    ]

    static let texts: [(path: String, text: String)] = SourceTree.paths.compactMap { path in
        let name = path.split(separator: "/").last.map(String.init) ?? path
        let isText = name.split(separator: ".").last.map { textEndings.contains(String($0)) } ?? false
        guard isText || ["Makefile", "run", ".swift-format", ".gitignore"].contains(name) else { return nil }
        return (try? Repository.text(path)).map { (path: path, text: $0) }
    }

    @Test func `links in documents lead somewhere`() {
        for document in Self.texts where document.path.hasSuffix(".md") {
            let folder = URL(filePath: "/" + document.path).deletingLastPathComponent()
            for link in document.text.matches(of: /\]\(([^)\s]+)\)/) {
                let target = String(link.1)
                if target.hasPrefix("http") || target.hasPrefix("mailto:") || target.hasPrefix("#") { continue }
                let path = String(target.prefix { $0 != "#" })
                let resolved = folder.appending(path: path).standardizedFileURL.path(percentEncoded: false).dropFirst()
                #expect(
                    SourceTree.exists(String(resolved)),
                    "\(document.path) links to \(target), which does not exist: mend the link or write the page")
            }
        }
    }

    @Test func `paths that documents name exist`() {
        for document in Self.texts where document.path.hasSuffix(".md") {
            for match in document.text.matches(of: /`((?:Sources|Tests|docs|examples|manifests)\/[\w.\/+-]+)`/) {
                #expect(
                    SourceTree.exists(String(match.1)),
                    "\(document.path) names \(match.1), which does not exist: mend the name")
            }
        }
    }

    @Test func `no file names a folder of one machine`() {
        // Written apart, so that this file does not hold what it looks for.
        let folders = ["work/main", "work/wt", "work/shared", "root/", "farm/", "opt/swift"].map { "/" + $0 }
        for file in Self.texts {
            for line in SourceFile.numbered(file.text) {
                for folder in folders where line.text.contains(folder) {
                    Issue.record("\(file.path):\(line.number) names \(folder): count paths from the repository's root")
                }
            }
        }
    }

    @Test func `what is built or resolved is not kept`() async throws {
        guard SourceTree.exists(".git") else { return }
        let listed = try await ProgramRun.command("git", ["ls-files"], in: Repository.root)
        try #require(listed.exitCode == 0, "git ls-files: \(listed.stderr)")
        let banned = [".build/", "Package.resolved", ".swiftpm/", ".reconcile/", ".DS_Store"]
        for path in listed.stdout.split(separator: "\n") {
            for name in banned where path.hasPrefix(name) || path.hasSuffix("/" + name) {
                Issue.record("\(path) is under version control: git rm --cached it")
            }
        }
    }

    @Test(arguments: ["docs/diagnostics.md", "LICENSE", "Makefile", ".ci/run", ".swift-format"])
    func `the files that people look for are there`(path: String) {
        #expect(SourceTree.exists(path), "\(path) is missing")
    }

    @Test func `every target of the Makefile explains itself`() throws {
        let makefile = try Repository.text("Makefile")
        let targets = [
            "apply", "test", "check", "build", "format", "golden", "fuzz", "simulate", "mutants", "bench", "demo",
            "clean",
        ]
        for target in targets {
            #expect(
                makefile.contains(try Regex(#"(?m)^\#(target):.* ## \w"#)),
                "Makefile: \(target) needs a line `\(target): … ## what it does`")
        }
    }

    @Test func `every example explains itself`() {
        let examples = Set(
            SourceTree.paths.filter { $0.hasPrefix("examples/") }
                .map { $0.split(separator: "/").prefix(2).joined(separator: "/") })
        for example in examples where example != "examples/README.md" {
            #expect(
                SourceTree.exists(example + "/README.md"), "\(example) needs a README.md: what it shows, what to type")
        }
    }
}
