package import Model

/// Decides whether a person is in a connector's scope.
package enum ScopeFilter {
    package enum Verdict: Hashable, Sendable {
        case inside
        /// Why not, naming what the scope wants.
        case outside(reason: String)
    }

    /// Both fields of a scope must fit: any of the groups, any of the e-mail domains (case does not matter there).
    ///
    /// - Parameter scope: `nil` means everybody.
    package static func verdict(on person: UserAttributes, in scope: OutboundConnector.Scope?) -> Verdict {
        guard let scope else { return .inside }
        if let wanted = scope.groups {
            // Some providers send a single group as a text.
            let groups = person["groups"]?.string.map { [$0] } ?? person.groups
            guard !wanted.isDisjoint(with: groups) else {
                return .outside(reason: "in none of the groups \(listed(wanted))")
            }
        }
        if let wanted = scope.emailDomains {
            guard let email = person.email, let at = email.lastIndex(of: "@") else {
                return .outside(reason: "no e-mail address, and the scope wants one of \(listed(wanted))")
            }
            let domain = email[email.index(after: at)...].lowercased()
            guard wanted.contains(where: { $0.lowercased() == domain }) else {
                return .outside(reason: "the e-mail domain `\(domain)` is none of \(listed(wanted))")
            }
        }
        return .inside
    }

    private static func listed(_ words: Set<String>) -> String { words.sorted().joined(separator: ", ") }
}
