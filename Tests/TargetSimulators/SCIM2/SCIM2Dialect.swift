package import Model

/// A SCIM 2.0 service as products really are: some habits together, and what an operator sets for it.
package struct SCIM2Dialect: Sendable {
    /// After the behaviour, or the product whose documented behaviour it has.
    package let name: String
    package let habits: Set<SCIM2Simulator.Habit>
    /// Settings that differ from the defaults.
    package let settings: [String: Value]
    /// Templates that differ from the defaults; an empty one maps nothing.
    package let mapping: [String: String]
    /// What identifies people; empty for the default.
    package let matchOn: [String]

    init(
        _ name: String, _ habits: Set<SCIM2Simulator.Habit>, settings: [String: Value] = [:],
        mapping: [String: String] = [:], matchOn: [String] = []
    ) {
        self.name = name
        self.habits = habits
        self.settings = settings
        self.mapping = mapping
        self.matchOn = matchOn
    }

    package static let all = products + behaviours

    /// Whether a look-up has to read everybody.
    package var listsEverybody: Bool {
        habits.contains { habit in
            if case .refusesFilters = habit { true } else { habit == .ignoresFilters }
        }
    }
}
