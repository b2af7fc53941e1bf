/// An attribute of the target that a mapping may name, as the target documents it.
package struct TargetAttribute: Hashable, Sendable {
    package let name: String
    /// Meaning and limits.
    package let doc: String
    /// The page that says so.
    package let source: String

    package init(_ name: String, _ doc: String, source: String) {
        self.name = name
        self.doc = doc
        self.source = source
    }
}
