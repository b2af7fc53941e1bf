import ArgumentParser
import Model
import Reconciling

/// A kind on the command line: `connection`, `connector`, `flow` or `trigger`, and their longer names.
struct KindArgument: ExpressibleByArgument {
    let kind: ResourceKind

    init?(argument: String) {
        guard let kind = ResourceKind(word: argument) else { return nil }
        self.kind = kind
    }

    static var allValueStrings: [String] { ResourceKind.allCases.map { $0.aliases[0] } }
}

/// Stored resources, chosen by kind, name and labels.
struct ResourceQuery {
    let kind: ResourceKind?
    let name: String?
    let selector: Selector

    /// The chosen records, ascending; a name that matches nothing is an error.
    func records(in stored: StoredState) throws -> [StoredResource] {
        var records: [StoredResource] = []
        for record in stored.resources.values.sorted(by: { $0.key < $1.key }) {
            guard kind == nil || record.key.kind == kind, name == nil || record.key.name == name,
                let resource = try readable(record), selector.selects(resource.labels)
            else { continue }
            records.append(record)
        }
        if let name, let kind, records.isEmpty {
            let names = stored.resources.keys.filter { $0.kind == kind }.map(\.name)
            throw Diagnostics([
                Diagnostic(
                    .notFound, "there is no \(kind.rawValue) `\(name)` in the stored state",
                    hint: Suggestion.hint(for: name, among: names) ?? "`reconcile get` lists what there is")
            ])
        }
        return records
    }

    private func readable(_ record: StoredResource) throws(Diagnostics) -> Resource? {
        do throws(StoreError) {
            return try record.resource()
        } catch {
            throw Diagnostics([error.diagnostic])
        }
    }
}
