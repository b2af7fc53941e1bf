import FoundationEssentials
import Importing
import Model
import Reconciling

/// Finds the files of an exported tree. The tree is only read.
struct ImportSource {
    let files: [WSO2Tree.File]
    let others: [(folder: String, files: Int)]

    /// - Throws: `Diagnostics` when the folder can't be read, or holds none of the folders that are taken over.
    init(_ directory: String) throws(Diagnostics) {
        let base = directory.hasSuffix("/") ? String(directory.dropLast()) : directory
        var files: [WSO2Tree.File] = []
        var others: [(folder: String, files: Int)] = []
        var findings: [Diagnostic] = []
        var isThere = false
        for name in try Self.contents(of: base) {
            let path = "\(base)/\(name)"
            guard Self.isFolder(path) else {
                others.append((folder: path, files: 1))
                continue
            }
            let inside = try Self.contents(of: path)
            guard [WSO2Tree.identityProviders, WSO2Tree.applications].contains(name) else {
                others.append((folder: path, files: inside.count))
                continue
            }
            isThere = true
            for file in inside { Self.add("\(path)/\(file)", of: name, to: &files, &others, &findings) }
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        guard isThere else {
            throw Diagnostics([
                Diagnostic(
                    .nothingToImport,
                    "`\(directory)` has neither a folder \(WSO2Tree.identityProviders) nor \(WSO2Tree.applications)",
                    hint: "name the folder that the export was written to")
            ])
        }
        self.files = files
        self.others = others
    }

    private static func add(
        _ path: String, of folder: String, to files: inout [WSO2Tree.File],
        _ others: inout [(folder: String, files: Int)], _ findings: inout [Diagnostic]
    ) {
        guard (ManifestSource.endings + [".xml"]).contains(where: path.hasSuffix) else {
            others.append((folder: path, files: 1))
            return
        }
        guard !isFolder(path), let bytes = FileManager.default.contents(atPath: path) else {
            findings.append(unreadable(path, "it can't be opened"))
            return
        }
        files.append(WSO2Tree.File(folder: folder, file: ManifestFile(path: path, bytes: [UInt8](bytes))))
    }

    private static func contents(of folder: String) throws(Diagnostics) -> [String] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
            throw Diagnostics([unreadable(folder, "the folder can't be listed")])
        }
        return names.filter { !$0.hasPrefix(".") }.sorted()
    }

    private static func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    private static func unreadable(_ path: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .unreadableFile, "`\(path)` can't be read: \(reason)", hint: "check the path and its permissions")
    }
}
