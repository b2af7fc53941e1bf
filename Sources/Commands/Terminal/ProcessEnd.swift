/// Leaves memory to the end of the process.
enum ProcessEnd {
    /// Never frees the values: to take a hundred thousand resources apart takes longer than to end. Only for a verb
    /// that ends soon after, once a run.
    static func keep<each Kept: Sendable>(_ values: repeat each Kept) {
        _ = Unmanaged.passRetained(Box((repeat each values)))
    }

    private final class Box<Content> {
        let content: Content

        init(_ content: Content) {
            self.content = content
        }
    }
}
