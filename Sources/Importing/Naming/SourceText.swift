import Model
import Reconciling

/// A text of an export on its way into a manifest.
enum SourceText {
    /// Whether the text is a mask that an export has in the place of a secret.
    static func isMask(_ text: String) -> Bool {
        text.count >= 3 && text.allSatisfy { $0 == "*" }
    }

    /// The one keyword that is the whole text: `{{NAME}}` or `${NAME}`.
    static func keyword(_ text: String) -> String? {
        for (open, close) in [("{{", "}}"), ("${", "}")] where text.hasPrefix(open) && text.hasSuffix(close) {
            let name = text.dropFirst(open.count).dropLast(close.count)
            if VariableSubstitution.isName(name) { return String(name) }
        }
        return nil
    }

    /// The text as a manifest writes it: the keywords `{{NAME}}` of the exporting tool are variables `${NAME}` here,
    /// and what looks like a variable stays as it is.
    static func manifest(_ text: String) -> (text: String, keywords: Set<String>) {
        var result = ""
        var keywords: Set<String> = []
        var rest = Substring(text)
        while let first = rest.first {
            if rest.hasPrefix("${") {
                result += "$${"
                rest = rest.dropFirst(2)
            } else if rest.hasPrefix("{{"), let name = leadingKeyword(rest) {
                result += "${\(name)}"
                keywords.insert(name)
                rest = rest.dropFirst(name.count + 4)
            } else {
                result.append(first)
                rest = rest.dropFirst()
            }
        }
        return (result, keywords)
    }

    private static func leadingKeyword(_ text: Substring) -> String? {
        let name = text.dropFirst(2).prefix { $0 != "}" }
        guard VariableSubstitution.isName(name), text.dropFirst(2 + name.count).hasPrefix("}}") else { return nil }
        return String(name)
    }
}
