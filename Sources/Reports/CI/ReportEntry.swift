import Model
import Reconciling

/// A finding, or a resource that drifted, as the reports of code quality and code scanning name it.
struct ReportEntry {
    enum Level {
        case error
        case warning
        /// Drift that somebody answers for.
        case accepted
    }

    /// The finding's code, or `drift`.
    let rule: String
    let level: Level
    let message: String
    let hint: String?
    /// Where it stands: a line of a manifest, or the beginning of what the run was asked about.
    let place: SourceLocation
    let resource: ResourceKey?
    /// Who accepted it, until when and why.
    let acceptance: String?
    /// The same in the next run, whoever changed the resource again and wherever its lines went; no two entries of a
    /// report share one. SHA-256 in hexadecimal digits, a colon and which of its likes it is.
    let fingerprint: String
}

extension RunReport {
    static let driftRule = "drift"

    /// The findings in their order, then what drifted.
    var entries: [ReportEntry] {
        var seen: [String: Int] = [:]
        func fingerprint(_ parts: [String]) -> String {
            let digest = String(ContentDigest.of(parts.joined(separator: "\n")).dropFirst("sha256:".count))
            seen[digest, default: 0] += 1
            return "\(digest):\(seen[digest] ?? 1)"
        }
        let found = findings.map { finding in
            let place = place(of: finding.location)
            return ReportEntry(
                rule: finding.code.id, level: finding.severity == .error ? .error : .warning,
                message: finding.message, hint: finding.hint, place: place, resource: nil, acceptance: nil,
                fingerprint: fingerprint(
                    [finding.code.id, place.file, finding.path?.description ?? "", finding.message]))
        }
        return found
            + (drift?.findings ?? []).map { finding in
                ReportEntry(
                    rule: Self.driftRule, level: finding.isAcknowledged ? .accepted : .error,
                    message: "\(finding.key) was \(finding.history)", hint: nil, place: place(of: finding.source),
                    resource: finding.key, acceptance: finding.isAcknowledged ? finding.acceptance(at: at) : nil,
                    fingerprint: fingerprint([Self.driftRule, "\(finding.key)"]))
            }
    }

    private func place(of location: SourceLocation?) -> SourceLocation {
        guard let location else {
            return SourceLocation(file: ReportPath.plain(subject ?? "."), line: 1, column: 1)
        }
        return SourceLocation(file: ReportPath.plain(location.file), line: location.line, column: location.column)
    }
}
