import Model

/// The anchors of one document and how much their aliases stand for.
///
/// An alias shares its anchor's node, so memory stays small; but whoever walks the tree meets every copy. The size
/// of each anchored subtree is therefore known before it is put in, and the sum has a limit.
struct AnchorExpansion {
    struct Anchored {
        let node: Node
        /// Nodes in the subtree, copies included.
        let size: Int
        /// Levels of lists and maps; 0 for a scalar.
        let height: Int
    }

    private enum Anchor {
        /// The reader is still inside.
        case open
        case closed(Anchored)
    }

    enum Refusal: Error {
        case unknown
        case insideItself
        case tooMany
    }

    private var anchors: [String: Anchor] = [:]
    private var expanded = 0
    private let limit: Int
    /// Nodes met so far, copies included.
    var nodes = 0
    /// The deepest level met since this was last set.
    var deepest = 0

    init(limit: Int) {
        self.limit = limit
    }

    mutating func open(_ name: String) {
        anchors[name] = .open
    }

    mutating func close(_ name: String, _ node: Node, size: Int, height: Int) {
        anchors[name] = .closed(Anchored(node: node, size: size, height: height))
    }

    /// The node that an alias stands for, counted.
    mutating func expand(_ name: String) throws(Refusal) -> Anchored {
        switch anchors[name] {
        case nil: throw .unknown
        case .open: throw .insideItself
        case .closed(let anchored):
            guard expanded + anchored.size <= limit else { throw .tooMany }
            expanded += anchored.size
            // The alias itself was counted as one node.
            nodes += anchored.size - 1
            return anchored
        }
    }
}
