import Foundation
import Model
import TestSupport
import Testing

/// A real browser, headless: what a person would see and do.
final class Browser: Sendable {
    struct Page: CustomStringConvertible, Sendable {
        let url: String
        let title: String
        let text: String
        let status: Int
        var description: String { "\(status) \(url) \"\(title)\"\n\(text)" }
    }

    /// What axe-core found; only serious and critical ones make a page unusable for somebody.
    struct Finding: CustomStringConvertible, Sendable {
        let impact: String
        let description: String
        var isSerious: Bool { impact == "serious" || impact == "critical" }
    }

    /// A step that the browser could not do, and the page it stood at.
    struct Stuck: Error, CustomStringConvertible {
        let description: String
    }

    private let process: Process
    private let input: FileHandle
    private let folder: TemporaryFolder

    private init() throws {
        let script = Repository.url("Tests/ScenarioTests/Peers/browser.py").path()
        folder = try TemporaryFolder()
        let pipe = Pipe()
        process = Process()
        process.executableURL = try PeerVenv.program("python")
        process.arguments = [script]
        process.environment = ProcessInfo.processInfo.environment.filter { ["PATH", "TMPDIR"].contains($0.key) }
            .merging(["HOME": folder.url.path(), "PYTHONUNBUFFERED": "1"]) { $1 }
        process.standardInput = pipe
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: folder.write("", to: "answers")))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: folder.write("", to: "errors")))
        input = pipe.fileHandleForWriting
        try process.run()
    }

    /// Opens a browser that knows nobody, and closes it whatever happens.
    static func with<Result>(
        isolation: isolated (any Actor)? = #isolation, _ body: (Browser) async throws -> Result
    ) async throws -> Result {
        let browser = try Browser()
        do {
            let result = try await body(browser)
            try await browser.end()
            return result
        } catch {
            try await browser.end()
            throw error
        }
    }

    private func end() async throws {
        try? input.close()
        let limit = ContinuousClock.now + .seconds(20)
        while process.isRunning, ContinuousClock.now < limit { try await Task.sleep(for: .milliseconds(10)) }
        if process.isRunning { process.terminate() }
        folder.remove()
    }

    /// Does one step of the script.
    @discardableResult
    private func does(_ step: Value...) async throws -> Value {
        let before = try answers().count
        try input.write(contentsOf: Data((CanonicalJSON.encode(.list(step)) + "\n").utf8))
        let limit = ContinuousClock.now + .seconds(60)
        while try answers().count == before {
            guard process.isRunning, ContinuousClock.now < limit else {
                throw Stuck(description: "the browser is gone: \(try folder.read("errors"))")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let answer = try JSONReader.read(Array(try answers()[before].utf8))
        if let error = answer["error"]?.string {
            throw Stuck(description: "\(error)\n\(answer["html"]?.string ?? "")")
        }
        return answer
    }

    /// The lines that are whole.
    private func answers() throws -> [Substring] {
        let text = try folder.read("answers")
        return text[..<(text.lastIndex(of: "\n") ?? text.startIndex)].split(separator: "\n")
    }

    private func page(_ value: Value) -> Page {
        Page(
            url: value["url"]?.string ?? "", title: value["title"]?.string ?? "", text: value["text"]?.string ?? "",
            status: value["status"]?.int ?? 0)
    }

    @discardableResult
    func open(_ url: String) async throws -> Page { page(try await does("open", .string(url))) }

    /// - Parameter text: Of a link or a button; `css=` begins a selector.
    @discardableResult
    func click(_ text: String) async throws -> Page { page(try await does("click", .string(text))) }

    func fill(_ selector: String, _ value: String) async throws {
        try await does("fill", .string(selector), .string(value))
    }

    /// - Parameter url: A regular expression.
    @discardableResult
    func wait(url: String = "", text: String = "") async throws -> Page {
        page(try await does("await", .object(("url", .string(url)), ("text", .string(text)))))
    }

    func page() async throws -> Page { page(try await does("page")) }

    func source() async throws -> String { try await does("source")["html"]?.string ?? "" }

    /// Every cookie, with those that no script may read.
    func cookies() async throws -> [ValueMap] { try await does("cookies")["cookies"]?.list?.compactMap(\.map) ?? [] }

    func put(_ cookie: ValueMap) async throws { try await does("cookie", .map(cookie)) }

    func forget() async throws { try await does("forget") }

    /// Says to be another browser from now on.
    func pretend(_ agent: String) async throws { try await does("agent", .string(agent)) }

    func look(scheme: String = "light", width: Int = 1280, height: Int = 900) async throws {
        try await does(
            "look", .object(("scheme", .string(scheme)), ("width", .int(width)), ("height", .int(height))))
    }

    /// Takes a picture of the whole page into `docs/pictures` when asked to (`RECONCILE_UPDATE_PICTURES=1`), elsewhere
    /// otherwise; either way a page that is wider than the screen fails.
    func picture(_ name: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) async throws {
        let isKept = ProcessInfo.processInfo.environment["RECONCILE_UPDATE_PICTURES"] == "1"
        let file = isKept ? Repository.url("docs/pictures/\(name).png") : folder.url.appending(path: "\(name).png")
        if isKept {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        try await does("picture", .string(file.path()))
        let width = try await does(
            "script", "return document.documentElement.scrollWidth - document.documentElement.clientWidth")
        #expect(width["value"] == .int(0), "\(name) is wider than the screen", sourceLocation: sourceLocation)
    }

    func findings() async throws -> [Finding] {
        let answer = try await does("inspect")
        try #require(answer["passes"]?.int ?? 0 > 5, "axe-core looked at nothing: \(answer)")
        return (answer["findings"]?.list ?? []).map { finding in
            let nodes = finding["nodes"]?.list?.compactMap(\.string) ?? []
            return Finding(
                impact: finding["impact"]?.string ?? "",
                description: "\(finding["id"]?.string ?? ""): \(finding["help"]?.string ?? ""): \(nodes)")
        }
    }

    /// What the browser complains about, such as a policy that forbids what a page needs.
    func complaints() async throws -> [String] {
        try await does("log")["messages"]?.list?.compactMap(\.string) ?? []
    }
}

extension Value: ExpressibleByStringLiteral {
    public init(stringLiteral text: String) { self = .string(text) }
}
