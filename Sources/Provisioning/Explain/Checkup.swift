package import Model

/// What `doctor` finds: lines about what is well, and lines about what is not, with what to do.
package enum Checkup {
    package struct Line: Hashable, Sendable {
        package let subject: String
        package let message: String
        /// What to do; `nil` when all is well.
        package let remedy: String?

        package init(_ subject: String, _ message: String, remedy: String? = nil) {
            self.subject = subject
            self.message = message
            self.remedy = remedy
        }

        package var isFine: Bool { remedy == nil }
    }

    /// When a delivery that nobody took means that no listener runs.
    private static let longestWait = Duration.seconds(300)

    /// Whether the secrets that a stored resource refers to can be had here.
    ///
    /// - Parameter spec: Canonical; only references are looked at.
    package static func secrets(
        of key: ResourceKey, spec: Value, by resolver: any SecretResolving
    ) -> [Line] {
        references(in: spec).map { reference in
            do throws(SecretFailure) {
                _ = try resolver.resolve(reference)
                return Line(key.description, "the secret \(reference) can be had here")
            } catch {
                return Line(
                    key.description, error.description,
                    remedy: "set it where `reconcile listen` runs, and here for `doctor` and `provision`")
            }
        }
    }

    /// How the connectors stand: enabled ones, and others that left something to do.
    package static func connectors(
        _ specs: [String: OutboundConnector], _ standings: [String: ConnectorStanding], at now: Timestamp
    ) -> [Line] {
        Set(specs.keys).union(standings.keys).sorted().flatMap { name -> [Line] in
            let standing = standings[name] ?? ConnectorStanding()
            let isEnabled = specs[name]?.isEnabled ?? false
            let hasWork = standing.dead + standing.held + standing.waiting > 0
            guard isEnabled || hasWork else { return [] }
            return lines(ResourceKey(.outboundConnector, name), standing, isEnabled: isEnabled, at: now)
        }
    }

    private static func lines(
        _ key: ResourceKey, _ standing: ConnectorStanding, isEnabled: Bool, at now: Timestamp
    ) -> [Line] {
        let (subject, name) = (key.description, key.name)
        var lines: [Line] = []
        if let breaker = standing.breaker {
            let code = breaker.code.map { " (\($0.id))" } ?? ""
            lines.append(
                Line(
                    subject,
                    "the breaker is \(breaker.state == .open ? "open" : "half open") since \(breaker.since): "
                        + "\(breaker.reason)\(code); one delivery tries at \(breaker.probeAt)",
                    remedy: "mend the target or the credentials; `reconcile connector reset \(name)` tries at once"))
        } else if isEnabled {
            lines.append(Line(subject, "the breaker is closed"))
        }
        lines.append(queue(subject, name, standing, at: now))
        if standing.dead > 0 {
            lines.append(
                Line(
                    subject, "\(counted(standing.dead, "dead letter"))",
                    remedy: "`reconcile deliveries --connector \(name) --status dead` says why; then "
                        + "`reconcile deliveries retry --connector \(name)`"))
        }
        if standing.held > 0 {
            lines.append(
                Line(
                    subject, "the brake holds \(counted(standing.held, "deprovisioning"))",
                    remedy: "`reconcile deliveries --connector \(name) --status held` says whose; then "
                        + "`reconcile deliveries approve --connector \(name)`"))
        }
        return lines
    }

    private static func queue(
        _ subject: String, _ name: String, _ standing: ConnectorStanding, at now: Timestamp
    ) -> Line {
        guard standing.waiting > 0, let since = standing.waitingSince else { return Line(subject, "nothing waits") }
        let age = Duration.seconds(max(0, (now - since).inMilliseconds / 1000))
        let message =
            "\(counted(standing.waiting, "delivery", "deliveries")) \(standing.waiting == 1 ? "waits" : "wait"), "
            + "the oldest for \(age.written)"
        guard age > longestWait else { return Line(subject, message) }
        return Line(
            subject, message,
            remedy:
                "check that `reconcile listen` runs; `reconcile deliveries --connector \(name)` says what they wait for"
        )
    }

    private static func counted(_ count: Int, _ word: String, _ plural: String? = nil) -> String {
        "\(count) \(count == 1 ? word : plural ?? word + "s")"
    }

    private static func references(in value: Value) -> [SecretReference] {
        switch value {
        case .secret(let reference): [reference]
        case .list(let items): items.flatMap(references)
        case .map(let map): map.entries.flatMap { references(in: $0.value) }
        case .null, .bool, .int, .number, .string: []
        }
    }
}
