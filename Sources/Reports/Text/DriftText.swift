import Model
package import Reconciling

/// Drift for people: each differing field, and who changed it, when, through what.
package enum DriftText {
    package static func lines(_ drift: Drift, style: TerminalStyle) -> [String] {
        var lines: [String] = []
        for finding in drift.findings {
            let change = finding.change
            lines.append("  \(style("!", .red)) \(style(finding.key.description, .bold))")
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
        let head =
            drift.findings.isEmpty
            ? style("No drift", .green)
            : style(
                drift.findings.count == 1 ? "1 resource drifted" : "\(drift.findings.count) resources drifted", .red)
        let tail = drift.findings.isEmpty ? "" : " Heal it with `reconcile apply`."
        return head + (pending.map { ", \($0)" } ?? "") + "." + tail
    }
}
