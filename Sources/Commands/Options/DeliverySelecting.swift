import ArgumentParser
import Model
import Provisioning

/// Turns ids and filters of a command line into the deliveries that are meant, and tells what was not taken.
enum DeliverySelecting {
    static func selection(
        _ ids: [String], connector: String?, since: Timestamp?, all: Bool, words: String
    ) throws -> DeliverySelection {
        let isFiltered = connector != nil || since != nil || all
        guard ids.isEmpty || !isFiltered else { throw ValidationError("give either ids, or \(words)") }
        guard !ids.isEmpty || isFiltered else {
            throw Diagnostics([
                Diagnostic(
                    .nothingSelected, "no delivery was selected",
                    hint: "give ids, or \(words); `reconcile deliveries` lists them")
            ])
        }
        return ids.isEmpty ? .matching(connector: connector, since: since) : .named(ids.map { DeliveryID($0) })
    }

    /// - Throws: the exit status when some of those named were not taken.
    static func end(_ request: DeliveryRequest, expected: String, _ console: Console) throws(ExitStatus) {
        guard !request.refused.isEmpty else { return }
        console.report(
            Diagnostics(
                request.refused.map { refused in
                    switch refused.refusal {
                    case .unknown:
                        Diagnostic(
                            .deliveryNotTaken, "no delivery has the id `\(refused.id)`",
                            hint: "`reconcile deliveries` lists them")
                    case .stands(let status):
                        Diagnostic(
                            .deliveryNotTaken, "delivery `\(refused.id)` is \(status.rawValue), expected \(expected)",
                            hint: "`reconcile deliveries -o json` tells more")
                    }
                }))
        throw request.taken.isEmpty && request.superseded.isEmpty ? .failed : .partlyDone
    }
}
