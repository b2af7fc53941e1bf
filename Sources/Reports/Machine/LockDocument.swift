package import Model
package import Reconciling

/// The state's lock as a value for JSON and YAML; never its token.
package enum LockDocument {
    package static func value(of holder: LockHolder, at now: Timestamp) -> Value {
        .object(
            ("holder", .string(holder.by)), ("host", .string(holder.host)), ("process", .int(holder.process)),
            ("command", .string(holder.purpose)), ("acquiredAt", .string(holder.acquiredAt.description)),
            ("renewedAt", .string(holder.renewedAt.description)),
            ("expiresAt", .string(holder.expiresAt.description)), ("expired", .bool(holder.expiresAt <= now)))
    }
}
