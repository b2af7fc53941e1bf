package import Model
package import Reconciling

/// Drift for people: each differing field, and who changed it, when, through what.
package enum DriftText {
    package static func lines(_ drift: Drift, at now: Timestamp, style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for finding in drift.findings {
            let change = finding.change
            let sign = finding.isAcknowledged ? style("·", .dim) : style("!", .red)
            let place = finding.source.map { "  " + style("(\($0.file):\($0.line))", .dim) } ?? ""
            lines.append("  \(sign) \(style(finding.key.description, .bold))\(place)")
            lines.append(
                "      changed by \(printable(change.by)) at \(change.at) through `\(printable(change.through))`")
            switch finding.nature {
            case .created: lines.append("      stored, though no apply made it")
            case .deleted: lines.append("      applied, but no longer stored")
            case .changed(let fields):
                lines += fields.map { field in
                    let change =
                        field.isSensitive
                        ? "(sensitive, changed)"
                        : "\(ValueText.inline(field.before)) → \(ValueText.inline(field.after))"
                    return "      \(field.path): \(change)"
                }
            }
            let acceptance = finding.acceptance(at: now)
            if !acceptance.isEmpty { lines.append("      \(printable(acceptance))") }
        }
        if !drift.findings.isEmpty { lines.append("") }
        lines.append(summary(drift, style: style))
        if let pending = drift.pending, !pending.isEmpty {
            lines.append("Pending (in the manifests, not applied yet):")
            lines += PlanText.lines(pending, .brief, style: style).prefix(pending.changes.count)
        }
        return lines
    }

    private static func summary(_ drift: Drift, style: TerminalStyle) -> String {
        let pending = drift.pending.map { $0.isEmpty ? "nothing pending" : "\($0.changes.count) pending" }
        let count = drift.open.count
        let head =
            count == 0
            ? style("No drift", .green)
            : style(count == 1 ? "1 resource drifted" : "\(count) resources drifted", .red)
        let known = drift.findings.count - count
        let accepted = known == 0 ? "" : ", \(known) acknowledged"
        let tail = count == 0 ? "" : " Heal it with `reconcile apply`."
        return head + accepted + (pending.map { ", \($0)" } ?? "") + "." + tail
    }
}
