import Synchronization
import TestSupport

/// One stream of a universe's chance. Streams are apart, so that a draw more in one place moves no other.
final class Dice: Sendable {
    private let source: Mutex<SeededRandom>

    init(seed: UInt64, stream: UInt64) {
        var mixer = SeededRandom(seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ stream)
        source = Mutex(SeededRandom(seed: mixer.next() ^ (stream << 32)))
    }

    func next() -> UInt64 { source.withLock { $0.next() } }

    /// A number of the range, each as likely as another.
    func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    func chance(_ percent: Int) -> Bool { percent > 0 && number(1...100) <= percent }
    func one<Item>(of items: [Item]) -> Item { items[number(0...items.count - 1)] }

    /// An item as often as its weight says; `nil` when nothing has any.
    func one<Item>(by weights: [(item: Item, weight: Int)]) -> Item? {
        let total = weights.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        var rest = number(1...total)
        for (item, weight) in weights {
            rest -= weight
            if rest <= 0 { return item }
        }
        return nil
    }
}
