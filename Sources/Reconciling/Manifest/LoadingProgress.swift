import Synchronization

/// How far the reading of manifests is, for whoever waits.
package final class LoadingProgress: Sendable {
    private let bytesToRead = Atomic(0)
    private let bytesRead = Atomic(0)
    private let documentsRead = Atomic(0)

    package init() {}

    /// `41 % of the manifests read, 41000 documents`, or `nil` before it is known how much there is to read.
    package var inWords: String? {
        let total = bytesToRead.load(ordering: .relaxed)
        guard total > 0 else { return nil }
        let percent = min(100, bytesRead.load(ordering: .relaxed) * 100 / total)
        return "\(percent) % of the manifests read, \(documentsRead.load(ordering: .relaxed)) documents"
    }

    func begin(bytes: Int) { bytesToRead.wrappingAdd(bytes, ordering: .relaxed) }

    func count(bytes: Int, documents: Int) {
        bytesRead.wrappingAdd(bytes, ordering: .relaxed)
        documentsRead.wrappingAdd(documents, ordering: .relaxed)
    }
}
