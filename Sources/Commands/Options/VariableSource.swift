import FoundationEssentials
import Model
import Reconciling

/// Gathers variables: `--var` beats `--var-file` beats `RECONCILE_VAR_NAME`.
enum VariableSource {
    static func values(flags: [String], files: [String]) throws(Diagnostics) -> [String: String] {
        var values: [String: String] = [:]
        let prefix = EnvironmentArguments.prefix + "VAR_"
        for (name, value) in ProcessInfo.processInfo.environment where name.hasPrefix(prefix) {
            // `RECONCILE_VAR_FILE` is the flag --var-file.
            if name != prefix + "FILE" { values[String(name.dropFirst(prefix.count))] = value }
        }
        var findings: [Diagnostic] = []
        for path in files { values.merge(read(path, &findings)) { $1 } }
        for flag in flags {
            guard let sign = flag.firstIndex(of: "="), VariableSubstitution.isName(flag[..<sign]) else {
                findings.append(
                    Diagnostic(.malformedVariableFile, "`--var` wants NAME=value", hint: "for example --var STAGE=prod")
                )
                continue
            }
            values[String(flag[..<sign])] = String(flag[flag.index(after: sign)...])
        }
        guard findings.isEmpty else { throw Diagnostics(findings) }
        return values
    }

    private static func read(_ path: String, _ findings: inout [Diagnostic]) -> [String: String] {
        let (files, unreadable) = ManifestSource.files([path])
        findings += unreadable
        guard let file = files.first else { return [:] }
        let (documents, problems) = Composition.nodeReader.documents(in: file)
        findings += problems
        var values: [String: String] = [:]
        for document in documents {
            guard case .map(let entries) = document.root.content else {
                findings.append(problem(path, document.root.position, "a variable file is a map of names to values"))
                continue
            }
            for entry in entries {
                switch entry.value.content {
                case .string(let text): values[entry.key] = text
                case .int(let number): values[entry.key] = String(number)
                case .number(let number): values[entry.key] = String(number)
                case .bool(let flag): values[entry.key] = String(flag)
                default:
                    findings.append(
                        problem(
                            path, entry.keyPosition, "`\(entry.key)` holds \(entry.value.kindInWords), not one value"))
                }
            }
        }
        return values
    }

    private static func problem(_ path: String, _ position: Position, _ message: String) -> Diagnostic {
        Diagnostic(
            .malformedVariableFile, at: SourceLocation(file: path, at: position), message,
            hint: "write NAME: value, one a line")
    }
}
