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

    /// What the mapping says beyond the type's defaults, which is its canonical form.
    mutating func mapping(by schema: ConnectorTypeSchema?) -> ValueMap? {
        guard let schema else {
            _ = written("mapping")
            return nil
        }
        guard let node = written("mapping") else {
            record("mapping", .map(ValueMap()))
            return ValueMap()
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
                    let standard = schema.mappingDefaults[entry.key]
                    if standard == nil, let problem = schema.mappingProblem(entry.key) {
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
                    if standard != template {
                        overrides.append(ValueMap.Entry(key: entry.key, value: .string(template)))
                    }
                }
            }
            guard isComplete else { return nil }
            let map = ValueMap(overrides)
            record("mapping", .map(map))
            return map
        }
    }

    mutating func conflict(
        _ field: Field<OutboundConnector.Conflict>, by schema: ConnectorTypeSchema?
    ) -> OutboundConnector.Conflict? {
        if let node = written(field.name) { return finish(field, node, schema) }
        guard let absent = schema?.absentConflict else {
            return finish(field, Node(.map([]), at: self.node.position), schema)
        }
        record(field.name, absent.canonical)
        return absent.value
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
        let completed = accepted.completed(by: schema?.matchAttributes ?? [])
        record(field.name, completed.canonical)
        return completed.value
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

extension Accepted<OutboundConnector.Conflict> {
    /// With the attributes of the type where the manifest names none.
    func completed(by attributes: [String]) -> Self {
        let completed = value.completed(by: attributes)
        var canonical = canonical.map ?? ValueMap()
        canonical["matchOn"] = completed.matchOn.canonical
        return Accepted(completed, canonical: .map(canonical))
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
