import CLibYAML
import Model

/// Steps through the events of libyaml's parser, one at a time.
///
/// What it hands out points into the current event and is gone after the next `advance`.
struct EventReader: ~Copyable {
    /// The rest of the file can't be read.
    enum Stop: Error {
        /// libyaml refused the text; `problem` says why.
        case malformed
        /// The reason is among the findings already.
        case reported
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let event: UnsafeMutablePointer<yaml_event_t>
    private let pairs: SurrogatePairs?
    private let ignoredTagPrefix: String?
    private let linesBefore: UInt32

    /// `text` must be there for as long as the reader is, be sound UTF-8 and not be empty.
    ///
    /// - Parameters:
    ///   - pairs: What was joined to make `text`, so that positions are those of the file.
    ///   - firstLine: The file's line in which `text` begins, for the same reason.
    ///   - ignoredTagPrefix: Tags that begin so are taken for no tag.
    init?(
        _ text: UnsafeBufferPointer<UInt8>, joined pairs: SurrogatePairs?, firstLine: UInt32,
        ignoredTagPrefix: String?
    ) {
        guard let start = text.baseAddress else { return nil }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            return nil
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, start, text.count)
        self.parser = parser
        self.pairs = pairs
        self.ignoredTagPrefix = ignoredTagPrefix
        linesBefore = firstLine - 1
        event = .allocate(capacity: 1)
        event.initialize(to: yaml_event_t())
    }

    deinit {
        yaml_event_delete(event)
        event.deallocate()
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    mutating func advance() throws(Stop) {
        yaml_event_delete(event)
        guard yaml_parser_parse(parser, event) == 1 else { throw .malformed }
    }

    var kind: yaml_event_type_t { event.pointee.type }

    var position: Position {
        let position = Position(event.pointee.start_mark, linesBefore: linesBefore)
        return pairs?.widened(position) ?? position
    }

    /// Where the event begins and ends, in Unicode scalars from the beginning of the text.
    var span: Range<Int> {
        let (start, end) = (Int(event.pointee.start_mark.index), Int(event.pointee.end_mark.index))
        return start..<max(start, end)
    }

    /// The scalar's content, as decoded by libyaml.
    var scalar: UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(start: event.pointee.data.scalar.value, count: event.pointee.data.scalar.length)
    }

    var isPlainScalar: Bool { event.pointee.data.scalar.style == YAML_PLAIN_SCALAR_STYLE }

    var isBlockScalar: Bool {
        let style = event.pointee.data.scalar.style
        return style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
    }

    /// The list or map that begins here is in brackets, or a pair inside of some.
    var isFlow: Bool {
        kind == YAML_MAPPING_START_EVENT
            ? event.pointee.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE
            : event.pointee.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE
    }

    /// The document's start was written as `---`.
    var isExplicitDocumentStart: Bool { event.pointee.data.document_start.implicit == 0 }

    /// The document's end was written as `...`.
    var isExplicitDocumentEnd: Bool { event.pointee.data.document_end.implicit == 0 }

    /// The anchor of a node or the target of an alias.
    var anchor: String? {
        let name: UnsafeMutablePointer<yaml_char_t>? =
            switch kind {
            case YAML_SCALAR_EVENT: event.pointee.data.scalar.anchor
            case YAML_MAPPING_START_EVENT: event.pointee.data.mapping_start.anchor
            case YAML_SEQUENCE_START_EVENT: event.pointee.data.sequence_start.anchor
            case YAML_ALIAS_EVENT: event.pointee.data.alias.anchor
            default: nil
            }
        return name.map { String(cString: $0) }
    }

    var tag: CoreTag? {
        let tag: UnsafeMutablePointer<yaml_char_t>? =
            switch kind {
            case YAML_SCALAR_EVENT: event.pointee.data.scalar.tag
            case YAML_MAPPING_START_EVENT: event.pointee.data.mapping_start.tag
            case YAML_SEQUENCE_START_EVENT: event.pointee.data.sequence_start.tag
            default: nil
            }
        guard let written = tag.map({ String(cString: $0) }) else { return nil }
        if let ignoredTagPrefix, written.hasPrefix(ignoredTagPrefix) { return nil }
        return CoreTag(written: written)
    }

    /// Why libyaml stopped.
    var problem: SyntaxProblem { SyntaxProblem(parser.pointee, joined: pairs) }
}

/// The tags that YAML 1.2.2 §10.3 names.
enum CoreTag {
    case text, int, float, bool, null, list, map
    /// `!`, which keeps a scalar from being anything but text.
    case nonSpecific
    case unsupported

    init(written tag: String) {
        self =
            switch tag {
            case "!": .nonSpecific
            case "tag:yaml.org,2002:str": .text
            case "tag:yaml.org,2002:int": .int
            case "tag:yaml.org,2002:float": .float
            case "tag:yaml.org,2002:bool": .bool
            case "tag:yaml.org,2002:null": .null
            case "tag:yaml.org,2002:seq": .list
            case "tag:yaml.org,2002:map": .map
            default: .unsupported
            }
    }
}

extension Position {
    init(_ mark: yaml_mark_t, linesBefore: UInt32 = 0) {
        self.init(line: UInt32(clamping: mark.line + 1 + Int(linesBefore)), column: UInt32(clamping: mark.column + 1))
    }
}
