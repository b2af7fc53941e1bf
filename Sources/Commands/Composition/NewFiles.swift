import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Files that are written together: all of them or none, and none over another.
struct NewFiles {
    let folder: String
    /// Paths from the folder, and what the files hold.
    let files: [(path: String, text: String)]

    /// Writes the files and the folders that they need.
    func write() throws(Diagnostics) {
        let existing = files.map { place($0.path) }.filter { FileManager.default.fileExists(atPath: $0) }
        guard existing.isEmpty else { throw Diagnostics(existing.map(Self.exists)) }
        var undo: [() -> Void] = []
        do throws(Diagnostic) {
            for file in files {
                let path = place(file.path)
                try makeFolder(above: path, &undo)
                try create(path, file.text)
                undo.append { unlink(path) }
            }
        } catch {
            for step in undo.reversed() { step() }
            throw Diagnostics([error])
        }
    }

    private func place(_ path: String) -> String {
        folder == "." ? path : folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    private func makeFolder(above path: String, _ undo: inout [() -> Void]) throws(Diagnostic) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
        for end in parts.indices {
            let folder = parts[...end].joined(separator: "/")
            if folder.isEmpty { continue }
            if mkdir(folder, 0o777) == 0 {
                undo.append { rmdir(folder) }
            } else if errno != EEXIST {
                throw FileReplacement.unwritable(folder)
            }
        }
    }

    private func create(_ path: String, _ text: String) throws(Diagnostic) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw errno == EEXIST ? Self.exists(path) : FileReplacement.unwritable(path) }
        let isWritten = FileReplacement.append(Array(text.utf8), to: descriptor)
        guard close(descriptor) == 0, isWritten else {
            let finding = FileReplacement.unwritable(path)
            unlink(path)
            throw finding
        }
    }

    private static func exists(_ path: String) -> Diagnostic {
        Diagnostic(
            .wouldOverwrite, "`\(path)` exists already, so nothing was written",
            hint: "choose another folder: reconcile init FOLDER")
    }
}
