// The parts of a connector that its type decides about.

extension ObjectReader {
    mutating func settings(by schema: ConnectorTypeSchema?) -> Value? {
        guard let node = written("settings") else {
            reading.report(
                .missingField, at: self.node.position, "`settings` is required",
                hint: "`reconcile explain OutboundConnector.spec.settings` shows its fields")
            return nil
        }
        guard let schema else { return nil }
        let reading = reading
        guard let value = reading.inside(.key("settings"), { schema.readSettings(node, reading) }) else { return nil }
        record("settings", value)
        return value
    }

    /// The mapping with the type's defaults; the canonical form leaves out what equals a default.
    mutating func mapping(by schema: ConnectorTypeSchema?) -> [String: String]? {
        guard let schema else {
            _ = written("mapping")
            return nil
        }
        guard let node = written("mapping") else {
            record("mapping", .map(ValueMap()))
            return schema.mappingDefaults
        }
        let reading = reading
        return reading.inside(.key("mapping")) {
            guard case .map(let entries) = node.content else {
                reading.reportType(of: node, expected: "a map")
                return nil
            }
            var overrides: [ValueMap.Entry] = []
            var isComplete = true
            for entry in entries {
                reading.inside(.key(entry.key)) {
                    if let problem = schema.mappingProblem(entry.key) {
                        reading.report(
                            .badMappingTarget, at: entry.keyPosition, problem,
                            hint: Suggestion.nearest(to: entry.key, among: schema.mappingDefaults.keys)
                                .map { "did you mean `\($0)`?" })
                        isComplete = false
                    }
                    guard let template = reading.template(entry.value) else {
                        isComplete = false
                        return
                    }
                    if schema.mappingDefaults[entry.key] != template {
                        overrides.append(ValueMap.Entry(key: entry.key, value: .string(template)))
                    }
                }
            }
            guard isComplete else { return nil }
            record("mapping", .map(ValueMap(overrides)))
            return overrides.reduce(into: schema.mappingDefaults) { $0[$1.key] = $1.value.string }
        }
    }

    mutating func conflict(
        _ field: Field<OutboundConnector.Conflict>, by schema: ConnectorTypeSchema?
    ) -> OutboundConnector.Conflict? {
        guard let node = written(field.name) else {
            let empty = Node(.map([]), at: self.node.position)
            return finish(field, empty, schema)
        }
        return finish(field, node, schema)
    }

    private mutating func finish(
        _ field: Field<OutboundConnector.Conflict>, _ node: Node, _ schema: ConnectorTypeSchema?
    ) -> OutboundConnector.Conflict? {
        let reading = reading
        let accepted: Accepted<OutboundConnector.Conflict>? = reading.inside(.key(field.name)) {
            guard let accepted = OutboundConnector.Conflict.read(node, in: reading) else { return nil }
            guard let schema, let list = node["matchOn"], case .list(let names) = list.content else { return accepted }
            var isKnown = true
            reading.inside(.key("matchOn")) {
                for (index, name) in names.enumerated() {
                    reading.inside(.index(index)) {
                        isKnown =
                            reading.choice(name, among: schema.matchAttributes, code: .unknownChoice) != nil && isKnown
                    }
                }
            }
            return isKnown ? accepted : nil
        }
        guard let accepted else { return nil }
        let completed = accepted.value.completed(by: schema?.matchAttributes ?? [])
        var canonical = accepted.canonical.map ?? ValueMap()
        canonical["matchOn"] = completed.matchOn.canonical
        record(field.name, .map(canonical))
        return completed
    }

    /// A map of only these fields, for a type that reads them as its own.
    mutating func portion(_ names: [String]) -> Node {
        let entries = names.compactMap { name in
            written(name).map { Node.Entry(key: name, keyPosition: $0.position, value: $0) }
        }
        return Node(.map(entries), at: node.position)
    }

    /// Keeps quiet about fields whose meaning is unknown because the type is.
    mutating func skipUnknownFields() {
        guard case .map(let entries) = node.content else { return }
        for entry in entries { _ = written(entry.key) }
    }
}

extension Reading {
    /// A checked template; the attributes it uses are noted for the check against the connection.
    func template(_ node: Node) -> String? {
        let source: String
        switch node.content {
        case .string(let text): source = text
        case .bool(let flag): source = String(flag)
        case .int(let number): source = String(number)
        default:
            reportType(of: node, expected: "a template")
            return nil
        }
        switch catalogue.templates.attributes(source) {
        case .success(let names):
            for name in names { noteAttributeUse(name, at: node.position) }
            return source
        case .failure(.malformed(let message, let hint)):
            report(.malformedTemplate, at: node.position, message, hint: hint)
        case .failure(.unknownFunction(let name, let hint)):
            report(.unknownFunction, at: node.position, "`\(name)` is not a template function", hint: hint)
        }
        return nil
    }
}
