import ArgumentParser
import Model

/// A resource, or a field of it, that differs: `connector/corp-okta-wiki.spec.enabled`.
struct DriftedArgument: ParsableArguments, CustomStringConvertible {
    @Argument(help: "KIND/NAME, and after a dot the field that differs; without one, the whole resource.")
    var resource: Place

    var key: ResourceKey { resource.key }
    var path: String { resource.path }
    var description: String { path.isEmpty ? key.description : "\(key).\(path)" }

    /// The written form. A name holds no dot, so the first one begins the path.
    struct Place: ExpressibleByArgument {
        let key: ResourceKey
        let path: String

        init?(argument: String) {
            let name = argument.prefix { $0 != "." }
            guard let target = TargetArgument(argument: String(name)) else { return nil }
            key = target.key
            path = String(argument.dropFirst(name.count + 1))
        }
    }
}

/// When something ends: a date, a time, or a length from now.
struct UntilArgument: ExpressibleByArgument {
    private enum End {
        case moment(Timestamp)
        case length(Duration)
    }

    private let end: End

    init?(argument: String) {
        if let age = AgeArgument(argument: argument) {
            end = .length(age.duration)
        } else if let moment = Timestamp(rfc3339: argument) ?? Timestamp(rfc3339: argument + "T00:00:00Z") {
            end = .moment(moment)
        } else {
            return nil
        }
    }

    func moment(from now: Timestamp) -> Timestamp {
        switch end {
        case .moment(let moment): moment
        case .length(let length): now + length
        }
    }
}
