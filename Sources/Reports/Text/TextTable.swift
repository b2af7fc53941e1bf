/// Columns as wide as their widest cell, two spaces apart, as kubectl prints them.
package enum TextTable {
    package static func lines(header: [String], rows: [[String]], style: TerminalStyle) -> [String] {
        let rows = rows.map { $0.map(printable) }
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        func line(_ cells: [String]) -> String {
            var text = ""
            for (column, cell) in cells.enumerated() {
                text += cell
                if column < cells.count - 1 {
                    text += String(repeating: " ", count: widths[column] - cell.count + 2)
                }
            }
            // An empty last cell leaves no spaces behind.
            while text.last == " " { text.removeLast() }
            return text
        }
        return [style(line(header), .bold)] + rows.map(line)
    }
}
