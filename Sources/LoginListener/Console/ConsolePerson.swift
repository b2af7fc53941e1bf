package import Provisioning

/// What `why` tells of a person, and what happened to them.
package struct ConsolePerson: Sendable {
    /// One connector's part.
    package struct Part: Sendable {
        package let connector: String
        package let verdict: WhyVerdict
        /// From the manifest to the target's answer; an empty name goes on with the field above.
        package let fields: [(name: String, text: String)]

        package init(connector: String, verdict: WhyVerdict, fields: [(name: String, text: String)]) {
            self.connector = connector
            self.verdict = verdict
            self.fields = fields
        }
    }

    /// What a search found.
    package enum Found: Sendable {
        case nobody
        /// Several people are known by the text.
        case several([PersonRecord])
        case person(ConsolePerson)
    }

    package let record: PersonRecord
    package let parts: [Part]
    /// Newest first; the newest only.
    package let logins: [LoginRecord]
    package let deliveries: [DeliveryRecord]

    package init(record: PersonRecord, parts: [Part], logins: [LoginRecord], deliveries: [DeliveryRecord]) {
        self.record = record
        self.parts = parts
        self.logins = logins
        self.deliveries = deliveries
    }
}
