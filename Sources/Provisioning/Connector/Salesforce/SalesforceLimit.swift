/// How much of the organisation's requests of 24 hours is used, as each answer says.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/headers_api_usage.htm
struct SalesforceLimit: Hashable, Sendable, CustomStringConvertible {
    let used: Int
    let most: Int

    /// Reads `api-usage=18/5000`, with other usages beside it maybe; `nil` when there is none.
    init?(_ field: String?) {
        guard let field else { return nil }
        for part in field.split(whereSeparator: { $0 == "," || $0 == ";" || $0 == " " })
        where part.hasPrefix("api-usage=") {
            let numbers = part.dropFirst("api-usage=".count).split(separator: "/").map { Int($0) }
            guard numbers.count == 2, let used = numbers[0], let most = numbers[1], used >= 0, most > 0 else {
                return nil
            }
            self.used = used
            self.most = most
            return
        }
        return nil
    }

    init(used: Int, most: Int) {
        self.used = used
        self.most = most
    }

    /// From here on other clients of the organisation may be starved by ours, or ours by them.
    var isNear: Bool { used >= most - most / 10 }

    var description: String { "\(used) of \(most) requests of 24 hours used" }
}
