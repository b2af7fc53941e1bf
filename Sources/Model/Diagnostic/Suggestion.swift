/// Finds the known name that a mistyped one most likely means.
package enum Suggestion {
    /// The candidate within edit distance 2 of `name` (1 for names of three letters or fewer), or `nil`.
    package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
        let limit = name.count <= 3 ? 1 : 2
        return
            candidates
            .map { (candidate: $0, distance: distance(Array(name.lowercased()), Array($0.lowercased()))) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.candidate) < ($1.distance, $1.candidate) }?
            .candidate
    }

    /// A hint: the nearest name, or else the list of what there is.
    package static func hint(for name: String, among candidates: [String]) -> String? {
        if let nearest = nearest(to: name, among: candidates) { return "did you mean `\(nearest)`?" }
        guard !candidates.isEmpty, candidates.count <= 24 else { return nil }
        return "known here: \(candidates.sorted().joined(separator: ", "))"
    }

    private static func distance(_ first: [Character], _ second: [Character]) -> Int {
        // Optimal string alignment: swapped neighbours count as one mistake, as typing makes them.
        guard abs(first.count - second.count) <= 2 else { return .max }
        var rows = [Array(0...second.count)]
        for (i, left) in first.enumerated() {
            var row = [i + 1]
            for (j, right) in second.enumerated() {
                var cost = min(rows[i][j] + (left == right ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left == second[j - 1], first[i - 1] == right {
                    cost = min(cost, rows[i - 1][j - 1] + 1)
                }
                row.append(cost)
            }
            rows.append(row)
        }
        return rows[first.count][second.count]
    }
}
