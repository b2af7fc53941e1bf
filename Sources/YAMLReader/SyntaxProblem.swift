import CLibYAML
import Model

/// Why libyaml refused a text, in words a reader of the file understands.
///
/// libyaml's own words name no content of the file, so they may be shown where no better ones are known.
struct SyntaxProblem {
    private let position: Position
    private let problem: String
    /// Where the construct began that libyaml was in.
    private let begin: Position?

    init(_ parser: yaml_parser_t, joined pairs: SurrogatePairs?) {
        problem = parser.problem.map { String(cString: $0) } ?? "not enough memory"
        let mark = Position(parser.problem_mark)
        position = pairs?.widened(mark) ?? mark
        begin = parser.context == nil ? nil : Position(parser.context_mark)
    }

    /// An escape names half of a surrogate pair, as JSON allows and libyaml does not, or no character.
    var isEscapeRefused: Bool { problem == "found invalid Unicode character escape code" }

    func finding(in text: ManifestText) -> Finding {
        let place = text.place(near: position)
        let (message, hint) = words(at: place.byte)
        let origin = begin.flatMap { $0.line < place.position.line ? ", in what begins in line \($0.line)" : nil } ?? ""
        return Finding(.malformedYAML, at: place.position, message + origin, hint: hint)
    }

    private func words(at byte: UInt8?) -> (message: String, hint: String) {
        let indentation = "check the indentation of this line and the one before"
        switch problem {
        case "found character that cannot start any token" where byte == 0x09,
            "found a tab character where an indentation space is expected",
            "found a tab character that violates indentation":
            return ("a tab can't indent", "indent with spaces")
        case "found character that cannot start any token":
            return ("a text can't begin with this character", "put the text in quotes")
        case "mapping values are not allowed in this context":
            return ("a `:` is not allowed here", "quote a text that holds `: `, or \(indentation)")
        case "block sequence entries are not allowed in this context":
            return ("a `-` is not allowed here", "begin the list on a line of its own, or quote the text")
        case "block collection entries are not allowed in this context", "mapping keys are not allowed in this context":
            return ("a key is not allowed here", indentation)
        case "could not find expected ':'":
            return ("expected `:` behind the key", "write `key: value`, or \(indentation)")
        case "did not find expected key":
            return ("expected a key", "\(indentation); quote a text that goes on behind a closing quote")
        case "did not find expected '-' indicator":
            return ("expected `-` of the next item", indentation)
        case "did not find expected ',' or ']'":
            return ("expected `,` or `]`", "close the list that `[` opened")
        case "did not find expected ',' or '}'":
            return ("expected `,` or `}`", "close the map that `{` opened")
        case "did not find expected node content":
            return ("expected a value", "write a value, or quote a text that begins with `]`, `}` or `,`")
        case "did not find expected <document start>":
            return ("expected `---` before another document", "\(indentation), or write `---` above")
        case "found unexpected end of stream":
            return ("the text in quotes has no end", "close the quotes")
        case "found unexpected document indicator":
            return ("a line of `---` or `...` stands inside quotes", "close the quotes before it")
        case "found unknown escape character":
            return (
                "an unknown escape behind `\\`",
                "write `\\\\` for a backslash, or use single quotes, where a backslash is itself"
            )
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return ("a malformed character escape", "write the character itself, or `\\U` and eight hex digits")
        case "found undefined tag handle":
            return ("a tag with an unknown handle", "remove the tag, or quote a text that begins with `!`")
        case "found duplicate %YAML directive", "found incompatible YAML document":
            return ("expected at most one `%YAML` directive, for version 1.1 or 1.2", "remove the directive")
        default:
            return ("\(problem)", indentation)
        }
    }
}
