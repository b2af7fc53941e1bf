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
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != S_IFDIR else { return nil }
        // One byte more than there should be, so that the end is met without another buffer.
        return bytes(of: descriptor, expecting: min(largest, Int(status.st_size)) + 1)
    }

    private static func standardInput() -> [UInt8] { bytes(of: STDIN_FILENO, expecting: 1 << 16) ?? [] }

    /// Reads to the end, or past `largest`, where the reader of manifests refuses; `nil` when that fails.
    private static func bytes(of descriptor: Int32, expecting expected: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var expected = expected
        while bytes.count <= largest {
            var count = 0
            let more = [UInt8](unsafeUninitializedCapacity: expected) { buffer, filled in
                repeat {
                    count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                } while count < 0 && errno == EINTR
                filled = max(0, count)
            }
            guard count >= 0 else { return nil }
            guard count > 0 else { break }
            if bytes.isEmpty { bytes = more } else { bytes += more }
            expected = 1 << 16
        }
        return bytes
    }

    private static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .unreadableFile, at: SourceLocation(file: path, line: 1, column: 1),
            "`\(path)` can't be read: \(reason)", hint: "check the path and its permissions")
    }
}
