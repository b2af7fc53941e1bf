import Model

/// What stands between `{{` and `}}`: functions from the outside in, and the path of an attribute.
struct TemplateExpression: Hashable, Sendable {
    let functions: [TemplateFunction]
    /// `["address", "country"]`; empty for `.`, the item of the section around it.
    let path: [String]

    /// The user attribute that the expression reads.
    var attribute: String? { path.first }

    func value(in attributes: UserAttributes) -> Value? {
        guard let attribute, var value = attributes[attribute] else { return nil }
        for name in path.dropFirst() {
            guard let member = value[name] else { return nil }
            value = member
        }
        for function in functions.reversed() {
            guard let result = function.applied(to: value) else { return nil }
            value = result
        }
        return value
    }
}

/// Reads the tags of a template and refuses everything that mapping templates don't have.
///
/// swift-mustache parses too, but keeps its tokens to itself, accepts partials and pragmas, and lets an unknown
/// function come out as an empty text.
struct TemplateScan {
    private(set) var expressions: [TemplateExpression] = []
    /// The template is this one expression and nothing else, so that its value keeps its type.
    private(set) var only: TemplateExpression?
    private(set) var hasTags = false

    /// Longest template; deepest nesting of sections.
    static let longest = 8192
    static let deepest = 16

    init(_ source: String) throws(TemplateReading.Finding) {
        guard source.utf8.count <= Self.longest else {
            throw .malformed("the template is longer than \(Self.longest) bytes", hint: nil)
        }
        var rest = Substring(source)
        var open: [Substring] = []
        while let tag = try Self.nextTag(&rest) {
            let isAlone = !hasTags && tag.isWholeText(of: source)
            hasTags = true
            switch tag.sigil {
            case "!": break
            case "#", "^":
                expressions.append(try Self.expression(tag.content, isInSection: !open.isEmpty))
                open.append(tag.content)
                guard open.count <= Self.deepest else {
                    throw .malformed("sections are nested deeper than \(Self.deepest)", hint: nil)
                }
            case "/":
                guard let section = open.popLast() else {
                    throw .malformed("`{{/\(tag.content)}}` closes a section that was never opened", hint: nil)
                }
                guard section == tag.content else {
                    throw .malformed(
                        "`{{/\(tag.content)}}` stands where `{{/\(section)}}` was expected",
                        hint: "close sections in the reverse order of opening")
                }
            case nil, "&", "{":
                let expression = try Self.expression(tag.content, isInSection: !open.isEmpty)
                expressions.append(expression)
                if isAlone { only = expression }
            case .some(let sigil): throw Self.refusal(of: sigil)
            }
        }
        if let section = open.last {
            throw .malformed("the section `{{#\(section)}}` is never closed", hint: "add `{{/\(section)}}`")
        }
    }

    private struct Tag {
        let sigil: Character?
        let content: Substring
        let text: Substring

        func isWholeText(of source: String) -> Bool {
            text.startIndex == source.startIndex && text.endIndex == source.endIndex
        }
    }

    private static func nextTag(_ rest: inout Substring) throws(TemplateReading.Finding) -> Tag? {
        guard let start = rest.firstIndex(of: "{{") else { return nil }
        var content = rest[rest.index(start, offsetBy: 2)...]
        let sigil = content.first.flatMap { "#^/!&{><$=%*".contains($0) ? $0 : nil }
        if sigil != nil { content = content.dropFirst() }
        let closing = sigil == "{" ? "}}}" : "}}"
        guard let end = content.firstIndex(of: closing) else {
            throw .malformed("a tag is never closed: `\(closing)` is missing", hint: "write tags like {{name}}")
        }
        let next = content.index(end, offsetBy: closing.count)
        let tag = Tag(sigil: sigil, content: content[..<end].trimmed, text: rest[start..<next])
        rest = rest[next...]
        return tag
    }

    private static func refusal(of sigil: Character) -> TemplateReading.Finding {
        switch sigil {
        case ">", "<", "$", "*": .malformed("partials are not supported", hint: "write the text out")
        case "=": .malformed("the delimiters can't be changed", hint: "write tags with {{ and }}")
        default: .malformed("pragmas are not supported", hint: "remove the tag; text is never escaped")
        }
    }

    /// Reads `name`, `address.country`, `first(sorted(groups))` or `.`.
    private static func expression(
        _ content: Substring, isInSection: Bool
    ) throws(TemplateReading.Finding) -> TemplateExpression {
        var functions: [TemplateFunction] = []
        var rest = content
        while let bracket = rest.firstIndex(of: "(" as Character) {
            let name = rest[..<bracket]
            guard rest.hasSuffix(")") else {
                throw .malformed("`{{\(content)}}` has brackets that do not match", hint: "write {{function(name)}}")
            }
            guard let function = TemplateFunction(rawValue: String(name)) else {
                let known = TemplateFunction.allCases.map(\.rawValue)
                throw .unknownFunction(String(name), hint: Suggestion.hint(for: String(name), among: known))
            }
            functions.append(function)
            rest = rest[rest.index(after: bracket)...].dropLast()
        }
        if rest == "." {
            guard isInSection else {
                throw .malformed("`.` means the item of a section, and there is none around it", hint: nil)
            }
            return TemplateExpression(functions: functions, path: [])
        }
        let path = rest.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard path.allSatisfy(isName) else {
            throw .malformed(
                content.isEmpty ? "a tag without a name" : "`{{\(content)}}` is neither a name nor a function of one",
                hint: "write {{name}} or {{function(name)}} without spaces; names have letters, digits, `_` and `-`")
        }
        return TemplateExpression(functions: functions, path: path)
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            }
    }
}

extension Substring {
    /// The index of the first occurrence of `part`.
    fileprivate func firstIndex(of part: String) -> Index? {
        guard let head = part.first else { return startIndex }
        var position = self
        while let candidate = position.firstIndex(of: head) {
            if position[candidate...].hasPrefix(part) { return candidate }
            position = position[position.index(after: candidate)...]
        }
        return nil
    }

    fileprivate var trimmed: Substring {
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return start.prefix(0) }
        return start[...end]
    }
}
