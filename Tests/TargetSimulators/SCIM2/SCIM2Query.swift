import Model

/// A query as the simulator understands it: `filter=ATTRIBUTE eq "TEXT"`, `startIndex`, `count`, and nothing laxer.
struct SCIM2Query {
    struct Filter {
        let attribute: String
        let text: String
    }

    let filter: Filter?
    let start: Int?
    let count: Int?

    static let attributes: Set<String> = [
        "userName", "externalId", "emails.value", "id", "displayName", "members.value",
    ]

    init?(_ query: Substring) {
        var parameters: [String: String] = [:]
        for part in query.split(separator: "&", omittingEmptySubsequences: false) where !query.isEmpty {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let value = PercentDecoding.decoded(pair[1]),
                parameters.updateValue(value, forKey: String(pair[0])) == nil
            else { return nil }
        }
        guard Set(parameters.keys).isSubset(of: ["filter", "startIndex", "count"]) else { return nil }
        if let text = parameters["filter"] {
            guard let filter = Filter(text) else { return nil }
            self.filter = filter
        } else {
            filter = nil
        }
        (start, count) = (parameters["startIndex"].flatMap { Int($0) }, parameters["count"].flatMap { Int($0) })
        guard (start != nil) == (parameters["startIndex"] != nil), (count != nil) == (parameters["count"] != nil),
            start ?? 0 >= 0, count ?? 0 >= 0
        else { return nil }
    }
}

extension SCIM2Query.Filter {
    init?(_ text: String) {
        let words = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, words[1] == "eq", let value = try? JSONReader.read(Array(words[2].utf8)),
            let text = value.string
        else { return nil }
        attribute = String(words[0])
        self.text = text
    }
}

enum PercentDecoding {
    /// Strict: only unreserved characters may stand unencoded.
    static func decoded(_ text: some StringProtocol) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: return nil
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
