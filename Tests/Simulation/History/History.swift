import Synchronization

/// What happened in a universe, append-only, with a hash over all of it.
final class History: Sendable {
    struct Record: Sendable {
        /// Microseconds since the universe began.
        let moment: Int64
        let event: HistoryEvent
    }

    private struct State {
        var records: [Record] = []
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        var faults: [Fault: Int] = [:]
    }

    private let time: UniverseTime
    private let state = Mutex(State())

    init(time: UniverseTime) {
        self.time = time
    }

    var records: [Record] { state.withLock { $0.records } }
    var faults: [Fault: Int] { state.withLock { $0.faults } }

    /// FNV-1a over the lines of the trace (Fowler, Noll, Vo).
    var hash: UInt64 { state.withLock { $0.hash } }

    func note(_ event: HistoryEvent) {
        let record = Record(moment: time.elapsed, event: event)
        var line = record.line
        state.withLock { state in
            state.records.append(record)
            if case .played(let fault, _) = event { state.faults[fault, default: 0] += 1 }
            var hash = state.hash
            line.withUTF8 { bytes in
                for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
            }
            state.hash = hash
        }
    }

    func played(_ fault: Fault, at place: String) { note(.played(fault, at: place)) }
}

extension History.Record {
    /// One line of the trace: seconds, and what happened.
    var line: String {
        let microseconds = String(moment % 1_000_000)
        return "\(moment / 1_000_000)." + String(repeating: "0", count: 6 - microseconds.utf8.count) + microseconds
            + " \(event)\n"
    }
}
