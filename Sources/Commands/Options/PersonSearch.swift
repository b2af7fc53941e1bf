import Model
import Provisioning

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
