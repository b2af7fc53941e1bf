import CLibYAML
import Model

/// Builds the nodes of one file's documents from events.
struct DocumentBuilder: ~Copyable {
    typealias Stop = EventReader.Stop

    var events: EventReader
    var anchors: AnchorExpansion
    var findings: [Finding] = []
    let limits: YAMLLimits
    /// Nodes that stand for something that can't be read.
    private(set) var placeholders = 0
    private var hasReportedExpansion = false
    /// The last document was ended by what follows it, or by the end of the text, and not by `...`.
    private(set) var isOpenEnded = false

    init(_ events: consuming EventReader, limits: YAMLLimits) {
        self.events = events
        self.limits = limits
        anchors = AnchorExpansion(limit: limits.expandedNodes)
    }

    /// Reads the document whose start is the current event; `nil` when it holds nothing.
    mutating func document() throws(Stop) -> Node? {
        anchors = AnchorExpansion(limit: limits.expandedNodes)
        hasReportedExpansion = false
        isOpenEnded = false
        try events.advance()
        let isEmpty =
            events.kind == YAML_SCALAR_EVENT && events.isPlainScalar && events.scalar.isEmpty
            && events.anchor == nil && events.tag == nil
        let root = try node(inside: 0)
        try events.advance()
        guard !isEmpty else { return nil }
        isOpenEnded = !events.isExplicitDocumentEnd
        return root
    }

    mutating func report(_ finding: Finding) {
        findings.append(finding)
    }

    /// Stands for what can't be read and was reported.
    mutating func placeholder(at position: Position) -> Node {
        placeholders += 1
        return Node(.null, at: position)
    }

    /// Reads the node that the current event begins, up to its last event.
    ///
    /// - Parameter depth: the lists and maps around it.
    mutating func node(inside depth: Int) throws(Stop) -> Node {
        anchors.nodes += 1
        if events.kind == YAML_ALIAS_EVENT { return alias(inside: depth) }
        guard let anchor = events.anchor else { return try content(inside: depth) }
        let (nodesBefore, deepestOutside) = (anchors.nodes, anchors.deepest)
        anchors.open(anchor)
        anchors.deepest = depth
        let node = try content(inside: depth)
        anchors.close(
            anchor, node, size: anchors.nodes - nodesBefore + 1, height: anchors.deepest - depth)
        anchors.deepest = max(deepestOutside, anchors.deepest)
        return node
    }

    private mutating func content(inside depth: Int) throws(Stop) -> Node {
        switch events.kind {
        case YAML_SCALAR_EVENT: return scalar()
        case YAML_MAPPING_START_EVENT:
            checkTag(allowing: .map, found: "a map")
            return try enter(at: depth + 1) ? map(at: depth + 1) : skip()
        case YAML_SEQUENCE_START_EVENT:
            checkTag(allowing: .list, found: "a list")
            return try enter(at: depth + 1) ? list(at: depth + 1) : skip()
        default: throw .malformed
        }
    }

    private mutating func enter(at depth: Int) -> Bool {
        guard depth <= limits.nesting else {
            reportTooDeep(at: events.position)
            return false
        }
        anchors.deepest = max(anchors.deepest, depth)
        return true
    }

    private mutating func reportTooDeep(at position: Position) {
        report(
            Finding(
                .tooDeep, at: position, "lists and maps are nested deeper than \(limits.nesting) levels",
                hint: "nest less"))
    }

    /// Passes over a list or map without building it.
    private mutating func skip() throws(Stop) -> Node {
        let position = events.position
        var open = 1
        while open > 0 {
            try events.advance()
            switch events.kind {
            case YAML_MAPPING_START_EVENT, YAML_SEQUENCE_START_EVENT: open += 1
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT: open -= 1
            default: break
            }
            // libyaml's cost per token grows with the depth, so that a file of brackets would take hours.
            if open > 1000 { throw .reported }
        }
        return placeholder(at: position)
    }

    private mutating func alias(inside depth: Int) -> Node {
        let position = events.position
        guard let name = events.anchor else { return placeholder(at: position) }
        do {
            let anchored = try anchors.expand(name)
            guard depth + anchored.height <= limits.nesting else {
                reportTooDeep(at: position)
                return placeholder(at: position)
            }
            anchors.deepest = max(anchors.deepest, depth + anchored.height)
            return Node(anchored.node.content, at: position, isPlain: anchored.node.isPlain)
        } catch {
            report(error, at: position)
            return placeholder(at: position)
        }
    }

    // A password that begins with `*` or `!` reads as an alias or a tag, so neither is named or shown.
    private mutating func report(_ refusal: AnchorExpansion.Refusal, at position: Position) {
        switch refusal {
        case .unknown:
            report(
                Finding(
                    .unknownAlias, at: position, "this alias has no anchor before it in its document",
                    hint: "write the anchor first, or quote a text that begins with `*`"))
        case .insideItself:
            report(
                Finding(
                    .unknownAlias, at: position, "this alias stands inside its own anchor",
                    hint: "an alias can only repeat what is complete before it"))
        case .tooMany where hasReportedExpansion: break
        case .tooMany:
            hasReportedExpansion = true
            report(
                Finding(
                    .tooManyAliases, at: position,
                    "the aliases of this document stand for more than \(limits.expandedNodes) nodes",
                    hint: "write fewer or smaller anchors"))
        }
    }

    private mutating func list(at depth: Int) throws(Stop) -> Node {
        let position = events.position
        var items: [Node] = []
        while true {
            try events.advance()
            guard events.kind != YAML_SEQUENCE_END_EVENT else { return Node(.list(items), at: position) }
            let (index, before) = (items.count, findings.count)
            defer { locate(since: before, .index(index)) }
            items.append(try node(inside: depth))
        }
    }

    /// Puts a step in front of the paths of the findings from `count` on.
    mutating func locate(since count: Int, _ component: @autoclosure () -> FieldPath.Component) {
        guard findings.count > count else { return }
        let component = component()
        for index in count..<findings.count { findings[index].reversedPath.append(component) }
    }
}
