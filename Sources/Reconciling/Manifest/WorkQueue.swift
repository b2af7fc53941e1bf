import Synchronization

/// Hands out the numbers from 0 up, each once, to whichever task asks.
final class WorkQueue: Sendable {
    private let count: Int
    private let taken = Atomic(0)

    init(count: Int) {
        self.count = count
    }

    /// `nil` when all are taken.
    func next() -> Int? {
        let index = taken.wrappingAdd(1, ordering: .relaxed).oldValue
        return index < count ? index : nil
    }
}
