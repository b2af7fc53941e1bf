import Synchronization

/// How mapping templates are checked; the mapping stage brings it.
package struct TemplateReading: Sendable {
    package enum Finding: Error, Hashable, Sendable {
        /// What is wrong, and what to do.
        case malformed(String, hint: String?)
        case unknownFunction(String, hint: String?)
    }

    /// The user attributes that the template uses.
    package let attributes: @Sendable (String) -> Result<[String], Finding>

    package init(attributes: @escaping @Sendable (String) -> Result<[String], Finding>) {
        self.attributes = attributes
    }

    /// The same check that remembers its last verdicts: thousands of connectors share a few templates.
    package var remembering: TemplateReading {
        let verdicts = Verdicts()
        return TemplateReading { source in
            if let known = verdicts[source] { return known }
            let verdict = attributes(source)
            verdicts[source] = verdict
            return verdict
        }
    }

    private final class Verdicts: Sendable {
        private static let most = 1024
        private let kept = Mutex<[String: Result<[String], Finding>]>([:])

        subscript(source: String) -> Result<[String], Finding>? {
            get { kept.withLock { $0[source] } }
            set {
                kept.withLock { kept in
                    if kept.count >= Self.most { kept.removeAll() }
                    kept[source] = newValue
                }
            }
        }
    }
}
