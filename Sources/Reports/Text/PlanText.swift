import Model
package import Reconciling

/// A plan for people, as readable as Terraform's: what, where it comes from, which fields, and one summary line.
package enum PlanText {
    package enum Detail: Hashable, Sendable {
        /// Fields of every change, as long as the plan fits a few screens; beyond that, of updates only.
        case usual
        case full
        /// One line a change.
        case brief
    }

    /// Most field lines of creates and deletes that the usual detail shows.
    private static let mostFieldLines = 80

    package static func lines(_ plan: Plan, _ detail: Detail, style: TerminalStyle) -> [String] {
        guard !plan.isEmpty else {
            return ["No changes. \(plan.summary.unchanged) resources are as the manifests say."]
        }
        let fieldLines = plan.changes.filter { $0.action != .update }.map(\.fields.count).reduce(0, +)
        let isFolded = detail == .usual && fieldLines > mostFieldLines
        var lines: [String] = []
        for change in plan.changes {
            let isHeadOnly = detail == .brief || isFolded && change.action != .update
            lines.append(head(change, isHeadOnly: isHeadOnly, style: style))
            if !isHeadOnly { lines += change.fields.map { field($0, of: change.action, style: style) } }
            lines += change.remarks.map { "      \(style("note:", .yellow)) \(printable($0))" }
        }
        if isFolded { lines.append(style("(fields of creates and deletes are folded; -v shows them)", .dim)) }
        return lines + ["", summary(plan.summary, style: style), "Digest: \(plan.digest)"]
    }

    /// `Plan: 1 to create, 2 to update, 0 to delete, 4 unchanged.`
    package static func summary(_ summary: PlanSummary, style: TerminalStyle) -> String {
        func part(_ count: Int, _ word: String, _ colour: TerminalStyle.Colour) -> String {
            count == 0 ? "0 to \(word)" : style("\(count) to \(word)", colour)
        }
        let parts = [
            part(summary.create, "create", .green), part(summary.update, "update", .yellow),
            part(summary.delete, "delete", .red), "\(summary.unchanged) unchanged",
        ]
        return style("Plan:", .bold) + " " + parts.joined(separator: ", ") + "."
    }

    private static func head(_ change: Change, isHeadOnly: Bool, style: TerminalStyle) -> String {
        let (sign, colour): (String, TerminalStyle.Colour) =
            switch change.action {
            case .create: ("+", .green)
            case .update: ("~", .yellow)
            case .delete: ("-", .red)
            }
        let origin =
            change.source.map { "\($0.file):\($0.line)" } ?? "no manifest declares it"
        let count = isHeadOnly ? ", \(change.fields.count) \(change.fields.count == 1 ? "field" : "fields")" : ""
        return "  \(style(sign, colour)) \(style(change.key.description, .bold))  \(style("(\(origin)\(count))", .dim))"
    }

    private static func field(_ field: FieldChange, of action: ChangeAction, style: TerminalStyle) -> String {
        let text: String
        switch action {
        case .create: text = ValueText.inline(field.after)
        case .delete: text = ValueText.inline(field.before)
        case .update where field.isSensitive: text = "(sensitive, changed)"
        case .update: text = "\(ValueText.inline(field.before)) → \(ValueText.inline(field.after))"
        }
        return "      \(field.path): \(text)"
    }
}
