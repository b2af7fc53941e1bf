import Model
import Provisioning
import Testing

@Suite struct RetryAfterTests {
    static let now = Timestamp(seconds: 784_111_777)

    @Test(arguments: [
        ("0", 0), ("120", 120), (" 5 ", 5), ("999999999999", 86_400), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Mon, 06 Nov 2094 08:00:00 GMT", 86_400),
    ])
    func `seconds and dates are understood`(field: String, seconds: Int64) {
        #expect(RetryAfter.moment(field, now: Self.now) == Self.now + .seconds(seconds))
    }

    @Test(arguments: [nil, "", "soon", "-1", "1.5", "Sun, 06 Foo 1994 08:50:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT"])
    func `anything else is no time`(field: String?) {
        #expect(RetryAfter.moment(field, now: Self.now) == nil)
    }
}
