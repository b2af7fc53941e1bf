package import Model
package import Provisioning

/// Logins, deliveries and account links as values for JSON and YAML.
package enum RecordDocument {
    /// A login without the claims of the person.
    package static func value(of login: LoginRecord) -> Value {
        .object(
            ("id", .string(login.id.text)), ("trigger", .string(login.trigger)), ("event", .string(login.eventID)),
            ("occurredAt", text(login.occurredAt)), ("receivedAt", text(login.receivedAt)),
            ("application", .string(login.application)), ("connection", .string(login.connection)),
            ("subject", .string(login.subject.text)), ("userName", text(login.attributes.userName)),
            ("email", text(login.attributes.email)), ("deliveries", .list(login.deliveries.map(value))))
    }

    private static func value(of owed: LoginReceipt.Owed) -> Value {
        .object(
            ("id", .string(owed.id.text)), ("connector", .string(owed.connector)),
            ("status", .string(owed.status.rawValue)))
    }

    package static func value(of delivery: DeliveryRecord) -> Value {
        .object(
            ("id", .string(delivery.id.text)), ("login", .string(delivery.login.text)),
            ("connector", .string(delivery.connector)), ("subject", .string(delivery.subject.text)),
            ("user", .string(delivery.userName)), ("status", .string(delivery.status.rawValue)),
            ("attempt", .int(delivery.attempt)), ("doubtful", .bool(delivery.isDoubtful)),
            ("approved", .bool(delivery.isApproved)), ("asOf", text(delivery.asOf)), ("dueAt", text(delivery.dueAt)),
            ("changedAt", text(delivery.changedAt)), ("reason", text(delivery.reason)), ("code", text(delivery.code)),
            ("trace", .list(delivery.trace.map(value))), ("supersededBy", text(delivery.supersededBy?.text)))
    }

    package static func value(of exchange: TracedExchange) -> Value {
        let end: (String, Value) =
            switch exchange.end {
            case .status(let status): ("status", .int(status))
            case .failure(let reason): ("error", .string(reason))
            }
        return .object(
            ("method", .string(exchange.method)), ("url", .string(exchange.url)), end,
            ("milliseconds", .int(exchange.took.inMilliseconds)))
    }

    package static func value(of account: AccountRecord) -> Value {
        .object(
            ("connector", .string(account.connector)), ("subject", .string(account.subject.text)),
            ("state", .string(account.state.rawValue)), ("remoteId", text(account.account.id?.text)),
            ("remoteName", .string(account.remoteName)), ("asOf", text(account.asOf)),
            ("confirmedAt", text(account.confirmedAt)), ("login", text(account.login?.text)))
    }

    package static func value(of health: ConnectorHealth) -> Value {
        .object(
            ("state", .string(health.state.rawValue)), ("reason", .string(health.reason)),
            ("code", text(health.code?.id)), ("since", text(health.since)), ("probeAt", text(health.probeAt)),
            ("openings", .int(health.openings)))
    }

    static func text(_ text: String?) -> Value { text.map(Value.string) ?? .null }
    static func text(_ moment: Timestamp?) -> Value { text(moment?.description) }
}
