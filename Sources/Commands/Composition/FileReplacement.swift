import FoundationEssentials
import Model

#if canImport(Glibc)
    import Glibc
#endif

/// Puts new content in the place of a file, or nothing: a reader finds the old file or the new one, never a part.
enum FileReplacement {
    /// Mode and owner stay; a symbolic link stays one, and the file that it names is replaced.
    static func write(_ bytes: [UInt8], over path: String) throws(Diagnostic) {
        let file = URL(filePath: path).resolvingSymlinksInPath().path
        var old = stat()
        guard stat(file, &old) == 0, access(file, W_OK) == 0 else { throw unwritable(path) }
        let split = file.lastIndex(of: "/").map { file.index(after: $0) } ?? file.startIndex
        let temporary = "\(file[..<split]).\(file[split...]).\(getpid()).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unwritable(path) }
        var isWritten = append(bytes, to: descriptor)
        // The owner stays where we may set it; a file of one's own group is no reason to refuse.
        if fchown(descriptor, old.st_uid, old.st_gid) != 0 { _ = fchown(descriptor, uid_t.max, old.st_gid) }
        isWritten = isWritten && fchmod(descriptor, old.st_mode & 0o7777) == 0 && fsync(descriptor) == 0
        isWritten = close(descriptor) == 0 && isWritten
        guard isWritten, rename(temporary, file) == 0 else {
            let finding = unwritable(path)
            unlink(temporary)
            throw finding
        }
    }

    static func append(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 || errno == EINTR else { return false }
            rest = rest.dropFirst(max(0, written))
        }
        return true
    }

    /// The finding, with the reason that the system gave last.
    static func unwritable(_ path: String) -> Diagnostic {
        Diagnostic(
            .unwritableFile, "`\(path)` can't be written: \(String(cString: strerror(errno)))",
            hint: "check the permissions of the file and its folder")
    }
}
