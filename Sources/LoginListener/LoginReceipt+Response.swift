import Hummingbird
import Model
import Provisioning

extension LoginReceipt {
    /// The answer that tells the login and where each of its deliveries stands.
    func response(status: HTTPResponse.Status) -> Response {
        Response(json: answered, status: status)
    }

    var answered: Value {
        .object(
            ("login", .string(login.text)), ("duplicate", .bool(isDuplicate)),
            ("deliveries", .list(deliveries.map(\.answered))))
    }
}

extension LoginReceipt.Owed {
    /// What is not known yet is left out.
    fileprivate var answered: Value {
        var members: [ValueMap.Entry] = [
            ValueMap.Entry(key: "id", value: .string(id.text)),
            ValueMap.Entry(key: "connector", value: .string(connector)),
            ValueMap.Entry(key: "status", value: .string(status.rawValue)),
        ]
        if let reason { members.append(ValueMap.Entry(key: "reason", value: .string(reason))) }
        if let code { members.append(ValueMap.Entry(key: "code", value: .string(code))) }
        if let retryAt { members.append(ValueMap.Entry(key: "retryAt", value: .string(retryAt.description))) }
        return .map(ValueMap(members))
    }
}
