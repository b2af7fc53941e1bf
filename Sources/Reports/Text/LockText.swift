package import Model
package import Reconciling

/// The state's lock for people.
package enum LockText {
    package static func lines(_ holder: LockHolder?, at now: Timestamp, style: TerminalStyle) -> [String] {
        guard let holder else { return ["Nobody holds the state's lock."] }
        let standing =
            holder.expiresAt <= now
            ? "over since \(holder.expiresAt): anybody may take it" : "until \(holder.expiresAt), unless renewed"
        return TextTable.lines(
            header: ["HOLDER", "HOST", "PROCESS", "COMMAND", "SINCE", "AGE", "LEASE"],
            rows: [
                [
                    printable(holder.by), printable(holder.host), String(holder.process), printable(holder.purpose),
                    holder.acquiredAt.description, age(of: holder, at: now), standing,
                ]
            ], style: style)
    }

    private static func age(of holder: LockHolder, at now: Timestamp) -> String {
        "\(max(0, (now - holder.acquiredAt).components.seconds)) s"
    }
}
