/// The stable name of a kind of finding. A code is never reused for another meaning.
///
/// `R1xxx` reading manifests, `R2xxx` references between resources, `R3xxx` brakes, `R4xxx` stored state,
/// `R5xxx` login triggers and signing in, `R6xxx` deliveries, `R7xxx` writing manifests.
package struct DiagnosticCode: Hashable, Sendable {
    /// `R` and four digits.
    package let id: String
    /// One line, as the table in the documentation shows it.
    package let summary: String
    /// What it means and what to do: `reconcile explain R1017` prints it.
    package let explanation: String

    init(_ id: String, _ summary: String, _ explanation: String) {
        self.id = id
        self.summary = summary
        self.explanation = explanation
    }

    package static func == (left: Self, right: Self) -> Bool { left.id == right.id }
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }

    /// Every code there is, ascending.
    package static let all =
        syntax + reference + brake + state + trigger + signIn + loginPage + server + console + delivery + operation
        + authoring + imports
}
