import Model
import Testing

struct TimestampTests {
    // Checked with `date -u -d … +%s`.
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-23T19:00:00Z", 1_795_460_400), ("2000-02-29T12:30:45Z", 951_827_445),
        ("1969-12-31T23:59:59Z", -1), ("2026-11-23T20:00:00+01:00", 1_795_460_400),
    ])
    func `RFC 3339 reads as seconds since 1970`(text: String, seconds: Int64) {
        #expect(Timestamp(rfc3339: text) == Timestamp(seconds: seconds))
    }

    @Test(arguments: [
        "", "2026-11-23", "2026-11-23T19:00:00", "2026-13-01T00:00:00Z", "2026-11-23T25:00:00Z",
        "2026-11-23T19:00:00.Z", "2026-11-23T19:00:00Zz",
    ])
    func `other texts are no time`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test func `a time is written and read back`() {
        let moment = Timestamp(milliseconds: 1_795_460_400_042)
        #expect(moment.description == "2026-11-23T19:00:00.042Z")
        #expect(Timestamp(rfc3339: moment.description) == moment)
    }

    @Test(arguments: [("500ms", 500), ("10s", 10_000), ("5m", 300_000), ("2h", 7_200_000)])
    func `durations read in their units`(text: String, milliseconds: Int) {
        #expect(Duration(written: text)?.inMilliseconds == milliseconds)
    }

    @Test(arguments: ["", "10", "s", "1.5s", "-1s", "10 s", "10d", "99999999999s"])
    func `other texts are no duration`(text: String) {
        #expect(Duration(written: text) == nil)
    }

    @Test(arguments: [("120s", "2m"), ("90s", "90s"), ("1500ms", "1500ms"), ("3600s", "1h")])
    func `equal durations are written alike`(text: String, canonical: String) {
        #expect(Duration(written: text)?.written == canonical)
    }
}
