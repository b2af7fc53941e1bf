import Mustache

/// Text as it stands in HTML, in elements and in quoted attributes.
///
/// It goes scalar by scalar: a quotation mark with a combining accent is one character in Swift, and two to a browser,
/// for which the first one ends the attribute.
struct PageText: MustacheContentType {
    static let name = "PAGE"
    /// Templates name their content type, so it is known to the library from the first page on.
    static let pragma: String = {
        MustacheContentTypes.register(PageText(), named: name)
        return "{{% CONTENT_TYPE:\(name)}}"
    }()

    func escapeText(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
