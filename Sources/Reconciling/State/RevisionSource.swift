package import Model

/// The commit that a revision comes from, as the pipeline says.
package struct RevisionSource: Hashable, Sendable {
    /// The full name of the commit.
    package let commit: String?
    /// The branch or tag.
    package let ref: String?
    /// The address of the pipeline's run.
    package let run: String?

    /// `nil` when nothing is known.
    package init?(commit: String?, ref: String?, run: String?) {
        guard commit != nil || ref != nil || run != nil else { return nil }
        self.commit = commit
        self.ref = ref
        self.run = run
    }

    package var value: Value {
        .object(("commit", text(commit)), ("ref", text(ref)), ("run", text(run)))
    }

    /// Reads back what `value` gave; `nil` when nothing is known.
    package init?(_ value: Value?) {
        self.init(commit: value?["commit"]?.string, ref: value?["ref"]?.string, run: value?["run"]?.string)
    }

    private func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
}
