package import Model

/// Reads the times that HTTP answers name.
package enum RetryAfter {
    /// The moment that a `Retry-After` field means: seconds from now or a date (RFC 9110 §10.2.3); at most a day ahead.
    ///
    /// - Returns: `nil` when there is no such field or it can't be read.
    package static func moment(_ field: String?, now: Timestamp) -> Timestamp? {
        guard let field else { return nil }
        let text = String(field.filter { !$0.isNewline })
        let latest = now + .seconds(86_400)
        if let seconds = Int64(text.trimmingSpaces), seconds >= 0 {
            return seconds >= 86_400 ? latest : now + .seconds(seconds)
        }
        return HTTPDate.moment(text.trimmingSpaces).map { min(max($0, now), latest) }
    }
}

enum HTTPDate {
    /// Reads an IMF-fixdate (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    static func moment(_ text: String) -> Timestamp? {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let month = months.firstIndex(of: String(parts[2])), parts[1].count == 2, parts[3].count == 4
        else { return nil }
        let number = month + 1
        return Timestamp(rfc3339: "\(parts[3])-\(number < 10 ? "0" : "")\(number)-\(parts[1])T\(parts[4])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}

extension String {
    fileprivate var trimmingSpaces: String {
        let start = drop { $0 == " " || $0 == "\t" }
        return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
    }
}
