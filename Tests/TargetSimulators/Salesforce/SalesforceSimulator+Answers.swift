import Model
import Provisioning

// The forms of Salesforce's answers.

extension SalesforceSimulator {
    static func json(_ status: Int, _ value: Value) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [HTTPHeader("Content-Type", "application/json;charset=UTF-8")],
            body: Array(CanonicalJSON.encode(value).utf8))
    }

    static func error(
        _ status: Int, _ code: String, _ message: String, _ fields: [String] = [], usage: State? = nil
    ) -> HTTPResponse {
        let entry = Value.object(
            ("errorCode", .string(code)), ("fields", .list(fields.map(Value.string))), ("message", .string(message)))
        var answer = json(status, .list([entry]))
        if let usage {
            answer = HTTPResponse(
                status: answer.status,
                headers: answer.headers + [HTTPHeader("Sforce-Limit-Info", "api-usage=\(usage.used)/\(usage.most)")],
                body: answer.body)
        }
        return answer
    }

    static func saved(_ id: String, wasCreated: Bool? = nil, status: Int = 201) -> HTTPResponse {
        var map = ValueMap([
            .init(key: "id", value: .string(id)), .init(key: "success", value: .bool(true)),
            .init(key: "errors", value: .list([])),
        ])
        if let wasCreated { map["created"] = .bool(wasCreated) }
        return json(status, .map(map))
    }

    func withUsage(_ answer: HTTPResponse, _ state: State) -> HTTPResponse {
        HTTPResponse(
            status: answer.status,
            headers: answer.headers + [HTTPHeader("Sforce-Limit-Info", "api-usage=\(state.used)/\(state.most)")],
            body: answer.body)
    }

    static let versionList = json(
        200,
        .list(
            versions.map { number in
                .object(
                    ("label", .string("Release \(number)")), ("url", .string("/services/data/v\(number).0")),
                    ("version", .string("\(number).0")))
            }))

    /// Answers a query.
    func search(_ text: String, _ state: inout State) -> HTTPResponse {
        guard let query = SOQLQuery(text) else {
            state.violations.append("malformed query \(text)")
            return Self.error(400, "MALFORMED_QUERY", "unexpected token")
        }
        let table: [ValueMap]
        var known: Set<String>
        switch query.object {
        case "User":
            table = state.users.sorted { $0.key < $1.key }.map(\.value)
            known = Set(state.schema.kinds.keys)
        case "PermissionSetAssignment":
            table = state.assignments.sorted { $0.key < $1.key }.map(\.value)
            known = ["Id", "AssigneeId", "PermissionSetId"]
        case let object:
            guard let found = records[object] else {
                return Self.error(400, "INVALID_TYPE", "sObject type '\(object)' is not supported.")
            }
            table = found
            known = Set(found.flatMap(\.keys))
        }
        known.insert("COUNT()")
        if let field = (query.fields + query.conditions.map(\.field)).first(where: { !known.contains($0) }) {
            return Self.error(400, "INVALID_FIELD", "No such column '\(field)' on entity '\(query.object)'.")
        }
        let hits = table.filter { record in query.conditions.allSatisfy { Self.holds($0, record) } }
        if query.fields == ["COUNT()"] {
            return Self.json(
                200, .object(("done", .bool(true)), ("records", .list([])), ("totalSize", .int(hits.count))))
        }
        let page = hits.prefix(query.limit ?? 2000).map { Self.row($0, of: query.object, query.fields) }
        return Self.json(
            200, .object(("done", .bool(true)), ("records", .list(page)), ("totalSize", .int(page.count))))
    }

    /// Texts are compared without regard to case; ids by their first 15 characters.
    private static func holds(_ condition: SOQLQuery.Condition, _ record: ValueMap) -> Bool {
        guard let found = record[condition.field]?.string else { return false }
        if condition.field == "Id" || condition.field.hasSuffix("Id") {
            return condition.values.contains { SalesforceIDs.same($0, found) }
        }
        return condition.values.contains { $0.lowercased() == found.lowercased() }
    }

    static func row(_ record: ValueMap, of object: String, _ fields: [String]) -> Value {
        var row = ValueMap([.init(key: "attributes", value: .object(("type", .string(object))))])
        for field in fields { row[field] = record[field] ?? .null }
        return .map(row)
    }
}

extension HTTPRequest {
    /// The first value of the header field, by case-insensitive name.
    func field(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
