import Synchronization

/// Bounds how many streams of events are open.
final class StreamSeats: Sendable {
    /// One open stream's place, free again when nobody holds this any more.
    final class Seat: Sendable {
        private let seats: StreamSeats

        fileprivate init(_ seats: StreamSeats) {
            self.seats = seats
        }

        deinit { seats.free.withLock { $0 += 1 } }
    }

    private let free: Mutex<Int>

    init(_ count: Int) {
        free = Mutex(count)
    }

    /// A place, or `nil` when all are taken.
    func take() -> Seat? {
        let isFree = free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
        return isFree ? Seat(self) : nil
    }
}
