import ArgumentParser
import Model

/// A moment on the command line: how long ago (`30m`, `1h`, `7d`), or a time such as 2026-11-23T19:00:00Z.
struct SinceArgument: ExpressibleByArgument {
    private enum Form {
        case ago(Duration)
        case moment(Timestamp)
    }

    private let form: Form

    init?(argument: String) {
        if let age = AgeArgument(argument: argument) {
            form = .ago(age.duration)
        } else if let moment = Timestamp(rfc3339: argument) {
            form = .moment(moment)
        } else {
            return nil
        }
    }

    func moment(before now: Timestamp) -> Timestamp {
        switch form {
        case .ago(let age): now + (.zero - age)
        case .moment(let moment): moment
        }
    }
}

/// A long time on the command line: `30d`, `12h`, `90m`.
struct AgeArgument: ExpressibleByArgument {
    let duration: Duration

    init?(argument: String) {
        if argument.hasSuffix("d"), let days = Int(argument.dropLast()), (1...36_500).contains(days) {
            duration = .seconds(days * 86_400)
        } else if let short = Duration(written: argument), short > .zero {
            duration = short
        } else {
            return nil
        }
    }

    static let form = "write a number and a unit: 90m, 12h or 30d"
}
