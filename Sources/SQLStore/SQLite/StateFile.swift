import Model

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The files of one SQLite store: the database, its write-ahead log and the log's index.
struct StateFile: Sendable {
    let path: String

    enum Presence {
        case absent
        /// With its size in bytes.
        case present(Int)
    }

    private var log: String { path + "-wal" }
    private var logIndex: String { path + "-shm" }

    /// Says whether there is a database file, after checking that nobody else may read or write it.
    ///
    /// - Throws: `.tooOpen`; `.unavailable` when it is no ordinary file or can't be looked at; `.corrupt` when the
    ///   database is gone and its log is not, which a new database would take for its own.
    func presence() throws(StoreError) -> Presence {
        guard let status = try Self.status(of: path) else {
            guard let left = try Self.status(of: log), left.st_size > 0 else { return .absent }
            throw .corrupt("`\(path)` is missing while its log `\(log)` is there")
        }
        for file in [path, log, logIndex] {
            guard let status = try Self.status(of: file) else { continue }
            guard status.st_mode & S_IFMT == S_IFREG else { throw .unavailable("`\(file)` is not a regular file") }
            guard status.st_mode & 0o077 == 0 else {
                let mode = String(status.st_mode & 0o777, radix: 8)
                throw .tooOpen(path: file, mode: String(repeating: "0", count: 4 - mode.count) + mode)
            }
        }
        return .present(Int(status.st_size))
    }

    /// Makes the folders above the file that are missing, for the owner alone.
    func createFolder() throws(StoreError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        try Self.createFolder(String(path[..<slash]))
    }

    private static func createFolder(_ folder: String) throws(StoreError) {
        if mkdir(folder, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = folder.lastIndex(of: "/"), slash > folder.startIndex else {
            throw failure("the folder `\(folder)` can't be created")
        }
        try createFolder(String(folder[..<slash]))
        guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
            throw failure("the folder `\(folder)` can't be created")
        }
    }

    /// Creates an empty file, mode 0600, that nobody else has.
    func createEmpty() throws(StoreError) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure("`\(path)` can't be created") }
        defer { close(descriptor) }
        // The umask may have taken even the owner's rights.
        guard fchmod(descriptor, 0o600) == 0 else { throw Self.failure("`\(path)` can't be made private") }
    }

    /// Gives the finished file its name, unless that name is taken: then the other file stays.
    func publish(as target: StateFile) throws(StoreError) {
        guard link(path, target.path) == 0 || errno == EEXIST else {
            throw Self.failure("`\(target.path)` can't be created")
        }
        remove()
        let folder = target.path.lastIndex(of: "/").map { String(target.path[...$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        // The name itself must survive a loss of power.
        guard fsync(descriptor) == 0 || errno == EINVAL else {
            throw Self.failure("the folder of `\(target.path)` can't be written")
        }
    }

    func remove() {
        for file in [path, log, logIndex] { unlink(file) }
    }

    /// What changes with every write of the database file, or `nil` while a log holds newer pages.
    func mark() -> Mark? {
        guard let status = try? Self.status(of: path), let log = try? Self.status(of: log)?.st_size ?? 0, log == 0
        else { return nil }
        #if canImport(Darwin)
            let modified = status.st_mtimespec
        #else
            let modified = status.st_mtim
        #endif
        return Mark(
            inode: UInt64(status.st_ino), size: Int(status.st_size), seconds: Int(modified.tv_sec),
            nanoseconds: Int(modified.tv_nsec))
    }

    struct Mark: Hashable, Sendable {
        let inode: UInt64
        let size: Int
        let seconds: Int
        let nanoseconds: Int
    }

    /// The address by which SQLite reads the file as one that nobody writes: no locks, no log.
    var immutableAddress: String {
        var address = "file:"
        for byte in path.utf8 {
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || "/-._~".utf8.contains(byte)
            address += isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return address + "?immutable=1"
    }

    private static func status(of path: String) throws(StoreError) -> stat? {
        var status = stat()
        if stat(path, &status) == 0 { return status }
        // A file where a folder should be is a mistyped address, not an empty store.
        guard errno == ENOENT else { throw failure("`\(path)` can't be looked at") }
        return nil
    }

    private static func failure(_ what: String) -> StoreError {
        .unavailable("\(what): \(String(cString: strerror(errno)))")
    }
}
