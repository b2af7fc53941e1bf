/// Text of somebody else as a log may hold it: one line, bounded, without characters that act on a terminal.
struct LogLine: CustomStringConvertible {
    let description: String

    private static let most = 200

    init(_ text: String) {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
                line.append(" ")
            default: line.append(scalar)
            }
            if line.count > Self.most {
                line.removeLast()
                line.append("…")
                break
            }
        }
        description = String(line)
    }
}
