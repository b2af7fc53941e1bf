import Synchronization

/// How far the reading of manifests is, for whoever waits.
package final class LoadingProgress: Sendable {
    private let total = Atomic(0)
    private let bytesRead = Atomic(0)
    private let documentsRead = Atomic(0)

    package init() {}

    /// Documents read so far.
    package var documents: Int { documentsRead.load(ordering: .relaxed) }

    /// Of the bytes to read, in percent and rounded down; `nil` before it is known how many there are.
    package var percent: Int? {
        let total = total.load(ordering: .relaxed)
        return total == 0 ? nil : min(100, bytesRead.load(ordering: .relaxed) * 100 / total)
    }

    func begin(bytes: Int) { total.store(bytes, ordering: .relaxed) }

    func count(bytes: Int, documents: Int) {
        bytesRead.wrappingAdd(bytes, ordering: .relaxed)
        documentsRead.wrappingAdd(documents, ordering: .relaxed)
    }
}
