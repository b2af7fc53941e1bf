package import Model

/// Tells from a canonical spec which resources it refers to.
package enum ReferencedKeys {
    package static func of(_ kind: ResourceKind, spec: Value?) -> [ResourceKey] {
        switch kind {
        case .connection: return []
        case .outboundConnector:
            return [spec?["connection"]?.string].compactMap { $0 }.map { ResourceKey(.connection, $0) }
        case .loginFlow:
            let options = (spec?["steps"]?.list ?? []).flatMap { $0["options"]?.list ?? [] }
            return options.compactMap { $0["connection"]?.string }.map { ResourceKey(.connection, $0) }
        case .loginTrigger:
            return (spec?["applications"]?.list ?? []).compactMap(\.string).map { ResourceKey(.loginFlow, $0) }
        }
    }
}
