import Model

/// A question in SOQL about records of one object whose field has one of some values.
///
/// Source: https://developer.salesforce.com/docs/atlas.en-us.soql_sosl.meta/soql_sosl/sforce_api_calls_soql_select_quotedstringescapes.htm
struct SalesforceQuery: Sendable {
    let fields: [String]
    let object: String
    let conditions: [String]
    var limit: Int?

    /// Asks for the records whose field equals the text.
    static func records(of object: String, _ fields: [String], where field: String, equals text: String) -> Self {
        SalesforceQuery(fields: fields, object: object, conditions: ["\(field) = \(literal(text))"], limit: most)
    }

    /// Most records that are asked for when one is expected: enough to name them in a conflict.
    static let most = 5

    static func isOneOf(_ field: String, _ texts: [String]) -> String {
        "\(field) IN (\(texts.map(literal).joined(separator: ", ")))"
    }

    /// The text in quotes. A quote or backslash in it would end it early.
    static func literal(_ text: String) -> String {
        var result = "'"
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": result += #"\\"#
            case "'": result += #"\'"#
            case "\n": result += #"\n"#
            case "\r": result += #"\r"#
            case "\t": result += #"\t"#
            case "\u{8}": result += #"\b"#
            case "\u{C}": result += #"\f"#
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "'"
    }

    var text: String {
        "SELECT \(fields.joined(separator: ", ")) FROM \(object)"
            + (conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))")
            + (limit.map { " LIMIT \($0)" } ?? "")
    }
}
