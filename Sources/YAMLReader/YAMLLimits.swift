/// The most that one manifest file may hold, so that a small or a broken file can't fill the memory.
package struct YAMLLimits: Hashable, Sendable {
    package let fileBytes: Int
    package let documents: Int
    /// Lists and maps inside one another.
    package let nesting: Int
    /// Nodes that the aliases of one document may stand for, all together.
    package let expandedNodes: Int

    package init(fileBytes: Int, documents: Int, nesting: Int, expandedNodes: Int) {
        self.fileBytes = fileBytes
        self.documents = documents
        self.nesting = nesting
        self.expandedNodes = expandedNodes
    }

    package static let standard = YAMLLimits(
        fileBytes: 256 << 20, documents: 1_000_000, nesting: 64, expandedNodes: 100_000)
}
