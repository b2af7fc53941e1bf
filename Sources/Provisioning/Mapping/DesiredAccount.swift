import Crypto
package import Model

/// What a target should hold about a person: target attribute to value, nothing empty.
package struct DesiredAccount: Hashable, Sendable {
    package let attributes: ValueMap

    package init(_ attributes: ValueMap) {
        self.attributes = ValueMap(
            attributes.entries.compactMap { entry in
                entry.value.withoutEmpty.map { ValueMap.Entry(key: entry.key, value: $0) }
            })
    }

    package subscript(target: String) -> Value? { attributes[target] }

    /// SHA-256 over the canonical attributes and the target system they are for, lower-case hexadecimal.
    ///
    /// The system belongs to it, so that a connector pointed at another system delivers again.
    package func digest(at system: String) -> String {
        let canonical = CanonicalJSON.encode(.object(("account", .map(attributes)), ("system", .string(system))))
        return SHA256.hash(data: Array(canonical.utf8)).hexadecimal
    }
}
