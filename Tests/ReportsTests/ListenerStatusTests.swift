import Model
import Reports
import Testing

struct ListenerStatusTests {
    private static func status() -> ListenerStatus {
        var status = ListenerStatus()
        status.logins = 1204
        status.loginsPerSecond = 12.34
        status.done = 1180
        status.retried = 9
        status.waiting = 14
        status.oldest = .seconds(3)
        return status
    }

    @Test func `a calm listener says what it did and what waits`() {
        #expect(
            Self.status().line() == "logins 1204 (12/s)  deliveries 1180 done, 9 retried, 0 dead  queue 14, oldest 3s")
        var calm = ListenerStatus()
        calm.waiting = 0
        #expect(calm.line() == "logins 0 (0/s)  deliveries 0 done, 0 retried, 0 dead  queue empty")
    }

    @Test func `what needs a person is named and coloured`() {
        var status = Self.status()
        status.dead = 2
        status.held = 3
        status.broken = ["chat", "wiki"]
        let tail = "2 dead  queue 14, oldest 3s  held 3  broken: chat, wiki"
        #expect(status.line().hasSuffix(tail))
        let coloured = status.line(style: TerminalStyle(isColoured: true))
        for part in [
            "\u{1B}[31m2 dead\u{1B}[0m", "\u{1B}[33m  held 3\u{1B}[0m", "\u{1B}[33m  broken: chat, wiki\u{1B}[0m",
        ] {
            #expect(coloured.contains(part), "\(part)")
        }
        status.waiting = nil
        #expect(status.line().contains("queue unknown: the store does not answer"))
    }

    @Test func `a line never has more columns than there are, colours not counted`() {
        var status = Self.status()
        status.dead = 1
        status.broken = (0..<50).map { "connector-\($0)" }
        let whole = status.line()
        for width in 0...whole.count + 5 {
            #expect(status.line(width: width) == String(whole.prefix(width)))
            let coloured = status.line(width: width, style: TerminalStyle(isColoured: true))
            #expect(coloured.replacing(/\u{1B}\[\d+m/, with: "") == whole.prefix(width))
            // A colour that began has an end.
            #expect(coloured.matches(of: /\u{1B}\[3\dm/).count == coloured.matches(of: /\u{1B}\[0m/).count)
        }
    }

    @Test(arguments: [
        (0, "0s"), (59, "59s"), (60, "1m"), (185, "3m 5s"), (3600, "1h"), (7805, "2h 10m"), (3605, "1h"),
        (90_000, "1d 1h"), (350_000, "4d 1h"), (-5, "0s"),
    ])
    func `an age has two units at most`(seconds: Int, words: String) {
        var status = Self.status()
        status.oldest = .seconds(seconds)
        #expect(status.line().hasSuffix("queue 14, oldest \(words)"))
    }

    @Test(arguments: [
        (0.0, "0"), (0.04, "0"), (0.05, "0.1"), (0.94, "0.9"), (1, "1"), (9.94, "9.9"), (9.96, "10"), (1234.5, "1235"),
    ])
    func `a rate has one decimal below ten`(rate: Double, words: String) {
        var status = Self.status()
        status.loginsPerSecond = rate
        #expect(status.line().hasPrefix("logins 1204 (\(words)/s)"))
    }
}
