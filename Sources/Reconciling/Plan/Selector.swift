/// Selects resources by label, as `kubectl -l`: `team=identity,stage!=dev,region`.
package struct Selector: Hashable, Sendable {
    package enum Term: Hashable, Sendable {
        case equals(String, String)
        case differs(String, String)
        case has(String)
    }

    package let terms: [Term]

    package init(_ terms: [Term] = []) {
        self.terms = terms
    }

    /// Reads the written form, or `nil` when it is malformed.
    package init?(written text: String) {
        var terms: [Term] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let trimmed = part.filter { $0 != " " }
            if let sign = trimmed.firstIndex(of: "!"), trimmed[sign...].hasPrefix("!=") {
                terms.append(.differs(String(trimmed[..<sign]), String(trimmed[sign...].dropFirst(2))))
            } else if let sign = trimmed.firstIndex(of: "=") {
                let value = trimmed[sign...].drop { $0 == "=" }
                terms.append(.equals(String(trimmed[..<sign]), String(value)))
            } else {
                terms.append(.has(trimmed))
            }
        }
        guard terms.allSatisfy({ !$0.key.isEmpty }) else { return nil }
        self.terms = terms
    }

    package func selects(_ labels: [String: String]) -> Bool {
        terms.allSatisfy { term in
            switch term {
            case .equals(let key, let value): labels[key] == value
            case .differs(let key, let value): labels[key] != value
            case .has(let key): labels[key] != nil
            }
        }
    }
}

extension Selector.Term {
    fileprivate var key: String {
        switch self {
        case .equals(let key, _), .differs(let key, _), .has(let key): key
        }
    }
}
