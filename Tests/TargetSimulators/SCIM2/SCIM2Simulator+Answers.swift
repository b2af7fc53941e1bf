package import Model
package import Provisioning

// How things are said.

extension SCIM2Simulator {
    static let brokenPage = HTTPResponse(
        status: 500, headers: [HTTPHeader("Content-Type", "text/html")],
        body: Array("<html>Internal Server Error</html>".utf8))

    var contentType: HTTPHeader {
        let type = habits.first { if case .answersAs(let type) = $0 { type } else { nil } }
        return HTTPHeader("Content-Type", type ?? "application/scim+json")
    }

    func shown(_ entry: SCIM2Shelf.Entry, status: Int, type: String = "User") -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [contentType] + versionHeader(entry), body: JSONBody.bytes(of: wire(entry, type)))
    }

    func versionHeader(_ entry: SCIM2Shelf.Entry) -> [HTTPHeader] {
        version(of: entry).map { [HTTPHeader("ETag", $0)] } ?? []
    }

    func version(of entry: SCIM2Shelf.Entry) -> String? {
        habits.first { habit in
            guard case .gives(let versions) = habit else { return nil }
            return switch versions {
            case .strong, .inHeaderOnly: "\"\(entry.id)-\(entry.version)\""
            case .weak: "W/\"\(entry.version)\""
            case .coarse: "W/\"\(entry.id)\""
            }
        }
    }

    /// The resource as an answer shows it.
    func wire(_ entry: SCIM2Shelf.Entry, _ type: String) -> Value {
        var map = entry.value.map ?? ValueMap()
        var meta = ValueMap([.init(key: "resourceType", value: .string(type))])
        if let version = version(of: entry), !habits.contains(.gives(.inHeaderOnly)) {
            meta["version"] = .string(version)
        }
        map["meta"] = .map(meta)
        if habits.contains(.omitsSchemas) { map["schemas"] = nil }
        if habits.contains(.writesIDsAsNumbers), let number = Int(entry.id.dropFirst()) { map["id"] = .int(number) }
        if habits.contains(.flattensItems), let emails = map["emails"]?.list {
            map["emails"] = .list(emails.map { $0["value"] ?? $0 })
        }
        return habits.contains(.writesBooleansAsText) ? Value.map(map).withBooleansAsText : .map(map)
    }

    func config(isPlural: Bool) -> HTTPResponse {
        guard habits.contains(.describesInPlural) == isPlural else { return error(404, detail: "no such endpoint") }
        for case .lacksConfig(let status) in habits { return error(status, detail: "no such endpoint") }
        let isHonest = !habits.contains(.misdescribesItself)
        let patches = !habits.contains { if case .lacksPatch = $0 { true } else { false } }
        let filters = !habits.contains { habit in
            if case .refusesFilters = habit { true } else { habit == .ignoresFilters }
        }
        let versions = habits.contains { if case .gives = $0 { true } else { false } }
        func supported(_ isSo: Bool, _ more: (String, Value)...) -> Value {
            var map = ValueMap(more.map { ValueMap.Entry(key: $0.0, value: $0.1) })
            map["supported"] = .bool(isSo)
            return .map(map)
        }
        let config = Value.object(
            ("schemas", .list([.string("urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig")])),
            ("patch", supported(patches == isHonest)), ("etag", supported(versions == isHonest)),
            ("filter", supported(filters == isHonest, ("maxResults", .int(200)))),
            ("bulk", supported(false, ("maxOperations", .int(0)), ("maxPayloadSize", .int(0)))),
            ("changePassword", supported(false)), ("sort", supported(false)),
            ("authenticationSchemes", .list([])))
        return HTTPResponse(status: 200, headers: [contentType], body: JSONBody.bytes(of: config))
    }

    /// An error as this service tells it.
    func error(_ status: Int, detail: String, type: String? = nil) -> HTTPResponse {
        let said = Self.error(status, detail: detail, type: habits.contains(.omitsErrorType) ? nil : type)
        return HTTPResponse(status: status, headers: [contentType], body: said.body)
    }

    package static func json(_ status: Int, _ value: Value, headers: [HTTPHeader] = []) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: [HTTPHeader("Content-Type", "application/scim+json")] + headers,
            body: JSONBody.bytes(of: value))
    }

    package static func error(
        _ status: Int, detail: String, type: String? = nil, headers: [HTTPHeader] = []
    ) -> HTTPResponse {
        var map = ValueMap([
            .init(key: "detail", value: .string(detail)),
            .init(key: "schemas", value: .list([.string("urn:ietf:params:scim:api:messages:2.0:Error")])),
            .init(key: "status", value: .string(String(status))),
        ])
        if let type { map["scimType"] = .string(type) }
        return json(status, .map(map), headers: headers)
    }
}

extension Value {
    fileprivate var withBooleansAsText: Value {
        switch self {
        case .bool(let flag): .string(flag ? "True" : "False")
        case .list(let items): .list(items.map(\.withBooleansAsText))
        case .map(let map):
            .map(ValueMap(map.entries.map { .init(key: $0.key, value: $0.value.withBooleansAsText) }))
        case .null, .int, .number, .string, .secret: self
        }
    }
}
