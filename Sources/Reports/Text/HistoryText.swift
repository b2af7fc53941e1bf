package import Model
package import Reconciling

/// What checking the history found.
package enum HistoryText {
    package static func lines(_ result: HistoryCheck.Result) -> [String] {
        var lines = [
            "\(result.verified) \(result.verified == 1 ? "revision holds" : "revisions hold")"
                + (result.problem == nil ? ", and the resources are theirs." : ".")
        ]
        if result.unchained > 0 {
            lines.append(
                "\(result.unchained) older \(result.unchained == 1 ? "one is" : "ones are") from before hashes were kept."
            )
        }
        return lines
    }

    package static func value(of result: HistoryCheck.Result) -> Value {
        .object(
            ("verified", .int(result.verified)), ("unchained", .int(result.unchained)),
            ("holds", .bool(result.problem == nil)),
            ("firstBroken", result.problem?.revision.map(Value.int) ?? .null),
            ("reason", result.problem.map { .string($0.reason) } ?? .null))
    }
}
