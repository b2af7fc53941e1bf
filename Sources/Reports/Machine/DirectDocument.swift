package import Model
package import Provisioning

/// What `provision` did, or would do, as a value for JSON and YAML.
package enum DirectDocument {
    /// - Parameters:
    ///   - stored: The stored login; `nil` in a dry run.
    ///   - off: The connection's connectors that are off.
    package static func value(
        of login: Login, stored: LoginID?, off: [String], _ connectors: [DirectSteps]
    ) -> Value {
        .object(
            ("dryRun", .bool(stored == nil)), ("login", RecordDocument.text(stored?.text)),
            ("application", .string(login.application)), ("connection", .string(login.connection)),
            ("subject", .string(login.subject.text)), ("off", .list(off.map(Value.string))),
            ("connectors", .list(connectors.map(value))))
    }

    private static func value(of steps: DirectSteps) -> Value {
        let scope: Value =
            switch steps.scope {
            case .inside: .object(("inside", .bool(true)))
            case .outside(let reason): .object(("inside", .bool(false)), ("reason", .string(reason)))
            case nil: .null
            }
        return .object(
            ("connector", .string(steps.connector)), ("scope", scope),
            (
                "mapping",
                .list(
                    steps.mapping.map { attribute in
                        .object(
                            ("attribute", .string(attribute.target)), ("template", .string(attribute.template)),
                            ("value", attribute.value ?? .null))
                    })
            ),
            ("steps", .list(steps.steps.map(value))), ("outcome", .string(steps.end.reason)),
            ("code", RecordDocument.text(steps.end.code?.id)), ("asWanted", .bool(steps.end.standing == .asWanted)),
            ("delivery", RecordDocument.text(steps.end.delivery?.text)))
    }

    private static func value(of step: AttemptStep) -> Value {
        switch step {
        case .note(.found(let account, let by)):
            .object(
                ("step", .string("found")), ("id", .string(account.id.text)), ("name", .string(account.name)),
                ("by", .string(by)))
        case .note(.nobody): .object(("step", .string("nobody")))
        case .note(.differs(let differences)):
            .object(
                ("step", .string("difference")),
                (
                    "attributes",
                    .list(
                        differences.map { difference in
                            .object(
                                ("path", .string(difference.path)), ("held", difference.held ?? .null),
                                ("wanted", difference.wanted))
                        })
                ))
        case .exchange(let exchange): value(of: exchange)
        }
    }

    private static func value(of exchange: RecordedExchange) -> Value {
        let request = exchange.request
        let end: (String, Value) =
            switch exchange.end {
            case .answered(let status): ("status", .int(status))
            case .failed(let error): ("error", .string(error.reason))
            case .held: ("held", .bool(true))
            }
        return .object(
            ("step", .string("request")), ("method", .string(request.method.rawValue)), ("url", .string(request.url)),
            ("headers", .list(request.headers.map { .string($0.description) })),
            ("body", request.body.map { .string(String(decoding: $0, as: UTF8.self)) } ?? .null), end,
            ("milliseconds", .int(exchange.took.inMilliseconds)))
    }
}
