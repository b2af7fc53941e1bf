import FoundationEssentials
import Model
import Reconciling

#if canImport(Glibc)
    import Glibc
#endif

/// Finds and reads manifest files: a file, a folder (recursive, sorted, dot-files skipped) or `-`.
enum ManifestSource {
    static let endings = [".yaml", ".yml", ".json"]
    private static let largest = 256 << 20

    /// Every file, or a finding for each path that can't be read: an unreadable path is never an empty one.
    static func files(_ paths: [String]) -> (files: [ManifestFile], findings: [Diagnostic]) {
        var files: [ManifestFile] = []
        var findings: [Diagnostic] = []
        for path in paths {
            if path == "-" {
                files.append(ManifestFile(path: "-", bytes: standardInput()))
                continue
            }
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                findings.append(unreadable(path, "it does not exist"))
                continue
            }
            for file in isFolder ? contents(of: path, &findings) : [path] {
                guard let bytes = read(file) else {
                    findings.append(unreadable(file, "it can't be opened"))
                    continue
                }
                files.append(ManifestFile(path: file, bytes: bytes))
            }
        }
        return (files, findings)
    }

    private static func contents(of folder: String, _ findings: inout [Diagnostic]) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            findings.append(unreadable(folder, "the folder can't be listed"))
            return []
        }
        let base = folder.hasSuffix("/") ? String(folder.dropLast()) : folder
        return names.filter { !$0.hasPrefix(".") }.sorted().flatMap { name -> [String] in
            let path = "\(base)/\(name)"
            var isFolder = false
            // A dangling link is not skipped either: somebody meant it to be there.
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
                return endings.contains(where: name.hasSuffix) ? [path] : []
            }
            if isFolder { return contents(of: path, &findings) }
            return endings.contains(where: name.hasSuffix) ? [path] : []
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let content = FileManager.default.contents(atPath: path) else { return nil }
        return [UInt8](content)
    }

    private static func standardInput() -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= largest {
            let count = chunk.withUnsafeMutableBytes { Glibc.read(STDIN_FILENO, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .unreadableFile, at: SourceLocation(file: path, line: 1, column: 1),
            "`\(path)` can't be read: \(reason)", hint: "check the path and its permissions")
    }
}
