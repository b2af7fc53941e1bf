import ArgumentParser
import Model
import Reconciling
import YAMLReader

struct Fmt: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fmt",
        abstract: "Format manifests in place; every comment stays.",
        discussion: """
            Two spaces a level, one space where one is needed, the schema's order of fields. Comments, quotes, block \
            texts, anchors and brackets stay as they are. Each file is read again and compared before it is \
            written: what it says can't change. Files that were changed, or with --check would be, are listed.
            """)

    @Argument(
        help: "Files or folders (read recursively), or - for standard input, which is written to standard output.")
    var paths: [String] = []

    @Option(
        name: [.customShort("f"), .customLong("filename")],
        help: "A manifest file, a folder, or -, as for the other commands. Repeats.")
    var filenames: [String] = []

    @Flag(help: "Write nothing; exit 1 when a file is not formatted.")
    var check = false

    @OptionGroup var output: OutputOptions

    func run() throws {
        let (files, unreadable) = ManifestSource.files(paths + filenames)
        guard !files.isEmpty || !unreadable.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    .nothingGiven, "no manifests to format", hint: "name files or folders: reconcile fmt manifests/")
            ])
        }
        let formatter = ManifestFormatter { Composition.catalogue.keyOrder(of: $0) }
        var findings = unreadable
        var changed = 0
        var seen: Set<String> = []
        for file in files where seen.insert(file.path).inserted {
            do throws(Diagnostics) {
                if try format(file, formatter) { changed += 1 }
            } catch {
                findings += error.findings
            }
        }
        summarize(changed: changed, of: seen.count)
        guard findings.isEmpty else { throw Diagnostics(findings) }
        if check, changed > 0 { throw ExitStatus.failed }
    }

    /// - Returns: whether the file was not formatted.
    private func format(_ file: ManifestFile, _ formatter: ManifestFormatter) throws(Diagnostics) -> Bool {
        let bytes: [UInt8]
        switch formatter.format(file) {
        case .refused(let findings): throw Diagnostics(findings)
        case .formatted(let result): bytes = result
        }
        if file.path == "-", !check {
            Console.write(String(decoding: bytes, as: UTF8.self), to: 1)
            return bytes != file.bytes
        }
        guard bytes != file.bytes else { return false }
        if !check {
            do throws(Diagnostic) {
                try FileReplacement.write(bytes, over: file.path)
            } catch {
                throw Diagnostics([error])
            }
        }
        output.console.result(file.path)
        return true
    }

    private func summarize(changed: Int, of count: Int) {
        let files = "\(count) \(count == 1 ? "file" : "files")"
        if !check {
            output.console.note("Formatted \(changed) of \(files).")
        } else if changed > 0 {
            output.console.note(
                "\(changed) of \(files) \(changed == 1 ? "is" : "are") not formatted; `reconcile fmt` mends that.")
        } else {
            output.console.note("\(files) checked, all formatted.")
        }
    }
}
