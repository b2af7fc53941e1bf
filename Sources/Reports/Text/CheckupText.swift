package import Model
package import Provisioning

/// What `doctor` prints.
package enum CheckupText {
    package static func lines(_ checkup: [Checkup.Line], style: TerminalStyle) -> [String] {
        let wrong = checkup.count { !$0.isFine }
        let sum =
            wrong == 0 ? "All is well." : "\(wrong) \(wrong == 1 ? "thing needs" : "things need") somebody's attention."
        return checkup.flatMap { line in
            let mark = line.isFine ? style("ok   ", .green) : style("wrong", .red)
            let head = "\(mark)  \(printable(line.subject)): \(printable(line.message))"
            return line.remedy.map { [head, "       what to do: \(printable($0))"] } ?? [head]
        } + ["", sum]
    }

    package static func value(of checkup: [Checkup.Line]) -> Value {
        .object(
            ("ok", .bool(checkup.allSatisfy(\.isFine))),
            (
                "checks",
                .list(
                    checkup.map { line in
                        .object(
                            ("subject", .string(line.subject)), ("ok", .bool(line.isFine)),
                            ("message", .string(line.message)), ("remedy", RecordDocument.text(line.remedy)))
                    })
            ))
    }
}
