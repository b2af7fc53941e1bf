import Model
package import Provisioning

/// Logins, deliveries and account links as tables.
package enum RecordText {
    /// What `logins` prints, newest first.
    package static func logins(_ records: [LoginRecord], style: TerminalStyle) -> [String] {
        guard !records.isEmpty else { return ["No logins found."] }
        let rows = records.map { login in
            [
                login.receivedAt.description, login.id.text, login.trigger, login.application, login.connection,
                login.userName, owed(login.deliveries),
            ]
        }
        return TextTable.lines(
            header: ["TIME", "ID", "TRIGGER", "APPLICATION", "CONNECTION", "USER", "DELIVERIES"], rows: rows,
            style: style)
    }

    /// Connectors one by one as long as they are few, else how many stand how.
    private static func owed(_ deliveries: [LoginReceipt.Owed]) -> String {
        guard !deliveries.isEmpty else { return "none owed" }
        guard deliveries.count > mostNamed else {
            return deliveries.map { "\($0.connector) \($0.status.rawValue)" }.joined(separator: ", ")
        }
        return DeliveryStatus.allCases.compactMap { status in
            let count = deliveries.count { $0.status == status }
            return count == 0 ? nil : "\(count) \(status.rawValue)"
        }.joined(separator: ", ")
    }

    private static let mostNamed = 3

    /// What `deliveries` prints, newest logins first.
    package static func deliveries(_ records: [DeliveryRecord], style: TerminalStyle) -> [String] {
        guard !records.isEmpty else { return ["No deliveries found."] }
        let rows = records.map { delivery in
            [
                delivery.changedAt.description, delivery.id.text, delivery.connector, delivery.userName,
                delivery.status.rawValue, String(delivery.attempt), delivery.reasonInWords,
            ]
        }
        return TextTable.lines(
            header: ["CHANGED", "ID", "CONNECTOR", "USER", "STATUS", "ATTEMPT", "REASON"], rows: rows, style: style)
    }

    /// What `accounts` prints.
    package static func accounts(_ records: [AccountRecord], style: TerminalStyle) -> [String] {
        guard !records.isEmpty else { return ["No account links found."] }
        let rows = records.map { account in
            [
                account.connector, account.subject.text, account.state.rawValue, account.account.id?.text ?? "-",
                account.remoteName.isEmpty ? "-" : account.remoteName, account.confirmedAt.description,
                account.login?.text ?? account.asOf.description,
            ]
        }
        return TextTable.lines(
            header: ["CONNECTOR", "SUBJECT", "STATE", "ACCOUNT", "NAME", "SINCE", "AS OF LOGIN"], rows: rows,
            style: style)
    }
}
