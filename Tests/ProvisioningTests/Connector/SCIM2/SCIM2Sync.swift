import Model
import Provisioning
import Testing

/// Delivers many people, again and again: a sync, as the operator of a SCIM service sees it.
struct SCIM2Sync: Sendable {
    let target: ConnectorCase

    /// What is known when a person comes again.
    enum Knowledge: Sendable {
        /// The link and what was written: nothing has to be asked.
        case link
        /// The link, and that the last attempt may have failed: the account is read.
        case doubt
        /// Nothing: the account is looked up and adopted.
        case nothing

        /// Ten re-syncs: four that ask nothing, four that read, two that look up.
        static let ten: [Knowledge] = [
            .link, .doubt, .nothing, .link, .doubt, .link, .nothing, .doubt, .link, .doubt,
        ]
    }

    /// Delivers everybody.
    ///
    /// - Returns: what failed, and what was changed though nothing should have been.
    func first(_ people: [UserAttributes]) async throws -> [String] {
        var problems: [String] = []
        for person in people {
            let outcome = try await target.deliver(person)
            switch outcome {
            case .created, .adopted: continue
            default: problems.append("\(Self.name(person)): \(outcome)")
            }
        }
        return problems
    }

    /// Delivers everybody again, unchanged.
    func again(_ people: [UserAttributes], knowing knowledge: Knowledge) async throws -> [String] {
        let before = writes
        if knowledge == .nothing { target.links.forget(people) }
        var problems: [String] = []
        for person in people {
            let outcome = try await target.deliver(person, isDoubtful: knowledge == .doubt)
            switch (outcome, knowledge) {
            case (.unchanged, .link), (.unchanged, .doubt), (.adopted(_, changed: []), .nothing): continue
            default: problems.append("\(knowledge), \(Self.name(person)): \(outcome)")
            }
        }
        if writes != before { problems.append("\(knowledge): \(writes - before) redundant writes") }
        return problems
    }

    /// Delivers one person whose title changed.
    func change(_ person: UserAttributes) async throws -> [String] {
        let before = writes
        var map = person.values
        map["title"] = .string("Countess")
        var problems: [String] = []
        let outcome = try await target.deliver(UserAttributes(map))
        if case .updated(_, changed: ["title"]) = outcome {} else { problems.append("changed title: \(outcome)") }
        if writes != before + 1 { problems.append("\(writes - before) writes for one changed attribute") }
        let after = try await target.deliver(UserAttributes(map), isDoubtful: true)
        if case .unchanged = after {} else { problems.append("after the change: \(after)") }
        if writes != before + 1 { problems.append("\(writes - before - 1) writes after the change") }
        return problems
    }

    /// Changes that the target carried out.
    var writes: Int { target.trace.exchanges.count { $0.isChange && $0.isSuccess } }
    /// Requests for a token.
    var tokenRequests: Int { target.trace.exchanges.count { $0.request.url.hasSuffix("/token") } }
    /// Changes that it refused.
    var refusals: Int { target.trace.exchanges.count { $0.isChange && !$0.isSuccess } }

    private static func name(_ person: UserAttributes) -> String { person.userName ?? "?" }

    static func people(_ count: Int, names: [String] = names) -> [UserAttributes] {
        (0..<count).map { number in
            var map = ValueMap([
                .init(key: "subject", value: .string("00u-\(number)")),
                .init(key: "userName", value: .string("\(names[number % names.count])\(number)")),
                .init(key: "email", value: .string("First.Last\(number)@Example.com")),
                .init(key: "givenName", value: .string(number % 5 == 0 ? "Zoë" : "Ada")),
                .init(key: "familyName", value: .string(number % 7 == 0 ? "O'Neil \"Q\"" : "Lovelace")),
                .init(key: "displayName", value: .string("Ada \(number)")),
                .init(key: "department", value: .string(number % 3 == 0 ? "R&D" : "Sales")),
            ])
            if number % 4 != 0 { map["title"] = .string("Engineer") }
            return UserAttributes(map)
        }
    }

    static let names = [
        "ada", "Mixed.Case", "o'neil \"x\"", "a+b&c=d#", "ü@ß", "back\\slash", "100% sure", "x@example.com",
    ]
    static let plainNames = ["ada.", "mixed-case", "bob_"]
}

extension RecordedExchange {
    /// A request for a token changes nothing.
    fileprivate var isChange: Bool { !request.method.isSafe && !request.url.hasSuffix("/token") }

    fileprivate var isSuccess: Bool {
        if case .answered(let status) = end { (200..<300).contains(status) } else { false }
    }
}
