/// One step of the schema. A published step is never changed; the next one is appended.
package struct Migration: Sendable {
    /// From 1, without gaps.
    package let version: Int
    package let name: String
    /// Statements in order.
    package let statements: @Sendable (Dialect) -> [String]

    package init(version: Int, name: String, statements: @escaping @Sendable (Dialect) -> [String]) {
        self.version = version
        self.name = name
        self.statements = statements
    }

    package static let all: [Migration] = [.initial, .engine, .history, .sessions]
}
