/// A node as it was written: its text, the style of its collections, and the comments beside it.
final class SyntaxNode {
    enum Content {
        /// Nothing, or an alias, a plain or a quoted scalar in one or more lines.
        case inline([InlineLine])
        case block(BlockText)
        case collection(SyntaxCollection)
    }

    /// `&anchor` and `!!tag`, in their order.
    var properties: [String] = []
    var content: Content

    init(_ content: Content, properties: [String] = []) {
        self.content = content
        self.properties = properties
    }

    static var nothing: Content { .inline([]) }

    var collection: SyntaxCollection? {
        if case .collection(let collection) = content { collection } else { nil }
    }

    var blockCollection: SyntaxCollection? {
        collection.flatMap { $0.layout == .block ? $0 : nil }
    }

    /// Neither a property nor content.
    var isAbsent: Bool {
        if case .inline(let lines) = content { lines.isEmpty && properties.isEmpty } else { false }
    }
}

/// A line of a scalar that white space around it does not belong to.
struct InlineLine {
    let text: String
    /// What reads as the end of this line; without meaning in the last one.
    let end: Unicode.Scalar
}

/// A literal or folded scalar.
struct BlockText {
    /// `|` or `>`, with the chomping behind it.
    var header: String
    var isIndentWritten: Bool
    /// Without the indentation.
    var lines: [InlineLine]
}

/// A list or a map.
final class SyntaxCollection {
    enum Layout {
        case block
        /// In brackets; in lines of their own when the source had a line break between the brackets.
        case flow(isMultiline: Bool)
        /// `key: value` as an item of a list in brackets.
        case pair

        static func == (left: Self, right: Self) -> Bool {
            switch (left, right) {
            case (.block, .block), (.pair, .pair): true
            case (.flow(let first), .flow(let second)): first == second
            default: false
            }
        }
    }

    let isMap: Bool
    var layout: Layout
    var members: [SyntaxMember] = []
    /// Comments behind the last member, in lines of their own.
    let tail = TriviaPlace()
    /// A comment behind the opening bracket.
    var opening: SourceComment?

    init(isMap: Bool, layout: Layout) {
        self.isMap = isMap
        self.layout = layout
    }
}

/// An item of a list or an entry of a map, with the comments that go where it goes.
final class SyntaxMember {
    /// Lines before it.
    var leads: [TriviaLine] = []
    var key: SyntaxNode?
    /// The key as it reads.
    var keyText = ""
    /// A plain `<<`.
    var isMerge = false
    /// A key in brackets without `:`.
    var isBareKey = false
    var value = SyntaxNode(SyntaxNode.nothing)
    /// Behind the value; behind the key or the dash when the value is a block of lines. Further ones stand under it.
    var trailing: [SourceComment] = []
    /// Comments that stand where the value would.
    let under = TriviaPlace()
}

/// Where comments may be added after the fact: only what follows a comment tells to what it belongs.
final class TriviaPlace {
    var lines: [TriviaLine] = []
}

/// A document with its markers.
final class SyntaxDocument {
    /// Lines before the directives or `---`.
    var prefix: [TriviaLine] = []
    /// `%YAML` and `%TAG` lines.
    var directives: [String] = []
    var isStartWritten = false
    var startComment: SourceComment?
    /// Lines before the first key; they stay there whatever key comes first.
    var head: [TriviaLine] = []
    var root = SyntaxNode(SyntaxNode.nothing)
    var tail: [TriviaLine] = []
    var isEndWritten = false
    var endComment: SourceComment?
    var hasAliases = false
}

/// All documents of a file, and the lines behind the last one.
struct SyntaxStream {
    var documents: [SyntaxDocument] = []
    var tail: [TriviaLine] = []
}
