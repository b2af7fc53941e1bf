import ArgumentParser
import Model
import Provisioning

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

extension DeliveryStatus: ExpressibleByArgument {}
extension AccountRecord.State: ExpressibleByArgument {}

/// Most records of a list.
struct LimitOption: ParsableArguments {
    @Option(help: "Most of them to list.")
    var limit = 50

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit takes a number from 1") }
    }
}

/// Finds people by what operators call them.
enum PersonSearch {
    /// The subjects that the text means; `nil` for no text.
    ///
    /// - Throws: R6042 when nobody is known by it.
    static func subjects(
        _ text: String?, in records: any ProvisioningRecords
    ) async throws(Diagnostics) -> Set<Subject>? {
        guard let text else { return nil }
        return Set(try await people(text, in: records).map(\.subject))
    }

    /// The one person that the text means.
    ///
    /// - Throws: R6042 when nobody is known by it, R6043 when several are.
    static func person(_ text: String, in records: any ProvisioningRecords) async throws(Diagnostics) -> PersonRecord {
        let people = try await people(text, in: records)
        guard people.count == 1 else {
            let listed = people.prefix(10).map { person in
                "\(person.subject)\(person.latest.map { " (\($0.userName), \($0.connection))" } ?? "")"
            }
            throw Diagnostics([
                Diagnostic(
                    .ambiguousPerson,
                    "\(people.count) people are known as `\(text)`: \(listed.joined(separator: ", "))",
                    hint: "give the subject of one of them")
            ])
        }
        return people[0]
    }

    private static func people(
        _ text: String, in records: any ProvisioningRecords
    ) async throws(Diagnostics) -> [PersonRecord] {
        let people = try await Composition.asking { () throws(StoreError) in try await records.people(matching: text) }
        guard !people.isEmpty else {
            throw Diagnostics([
                Diagnostic(
                    .unknownPerson, "no stored login or account link is of `\(text)`",
                    hint: "give a subject, user name or e-mail address; `reconcile logins` lists them")
            ])
        }
        return people
    }
}
