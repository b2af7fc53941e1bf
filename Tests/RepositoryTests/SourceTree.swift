import Foundation
import TestSupport

/// A Swift file of the checkout.
struct SourceFile: Sendable {
    /// From the root: `Sources/Model/Value/Value.swift`.
    let path: String
    let text: String
    let swift: SwiftText

    /// The folders and the file, without `Sources`: `["Model", "Value", "Value.swift"]`.
    var components: [String] { path.split(separator: "/").dropFirst().map(String.init) }
    var module: String { components.first ?? "" }
    var lineCount: Int { text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }

    static func numbered(_ text: String) -> [(number: Int, text: String)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
            .map { (number: $0.offset + 1, text: String($0.element)) }
    }
}

/// The checkout as text. Read once for all rules.
enum SourceTree {
    static let sources = swiftFiles(under: "Sources")
    static let tests = swiftFiles(under: "Tests")
    static let all = sources + tests

    /// Every file of the checkout that Git would keep, from the root, ascending.
    static let paths: [String] = {
        let root = Repository.root.standardizedFileURL.path(percentEncoded: false)
        guard let files = FileManager.default.enumerator(atPath: root) else { return [] }
        var found: [String] = []
        for case let path as String in files {
            let name = path.split(separator: "/").last ?? ""
            if [".build", ".git", ".swiftpm", ".reconcile", ".venv"].contains(name) {
                files.skipDescendants()
                continue
            }
            var isFolder: ObjCBool = false
            let isThere = FileManager.default.fileExists(atPath: root + "/" + path, isDirectory: &isFolder)
            if isThere, !isFolder.boolValue { found.append(path) }
        }
        return found.sorted()
    }()

    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: Repository.url(path).path(percentEncoded: false))
    }

    private static func swiftFiles(under folder: String) -> [SourceFile] {
        paths.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }.compactMap { path in
            guard let text = try? Repository.text(path) else { return nil }
            return SourceFile(path: path, text: text, swift: SwiftText(text))
        }
    }

    /// The types that a file declares, with the number of the line.
    static func declaredTypes(in file: SourceFile) throws -> [(name: String, line: Int)] {
        try Pattern(#"\b(?:struct|class|enum|actor|protocol|typealias)\s+([A-Z]\w*)"#)
            .matches(in: file.swift.code).map { (name: $0.groups[1], line: $0.line) }
    }
}
