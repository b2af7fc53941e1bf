import Hummingbird
import HummingbirdTesting
import LoginListener
import Testing

struct RequestIDTests {
    private static let name = HTTPFields.Element.Name("X-Request-Id")

    private static func ask(_ sent: String?, _ fixture: ListenerFixture) async throws -> (
        answered: String, body: String
    ) {
        try await fixture.application().test(.router) { client in
            var headers = HTTPFields()
            if let name, let sent { headers[name] = sent }
            let response = try await client.execute(uri: "/triggers/nobody", method: .post, headers: headers)
            return (name.flatMap { response.headers[$0] } ?? "", String(buffer: response.body))
        }
    }

    @Test(arguments: ["abc-123", "0b7c1b9e-7d0a-4b39-9d1c-0b1f2a3c4d5e", "Root=1-67891233-abcdef012345678912345678"])
    func `what the sender calls the request is taken over, in the answer, the problem and the log`(
        sent: String
    ) async throws {
        let fixture = try ListenerFixture()
        let (answered, body) = try await Self.ask(sent, fixture)
        #expect(answered == sent)
        #expect(body.contains(#""requestId":"\#(sent)""#), "\(body)")
        #expect(fixture.log.text.contains("request=Optional(\(sent))") || fixture.log.text.contains("request=\(sent)"))
    }

    @Test(arguments: [
        "", "two words", "line\u{0B}end", "quote\"", "\u{E9}", String(repeating: "a", count: 65), "<script>",
    ])
    func `a name that could do harm in a log is replaced`(sent: String) async throws {
        let fixture = try ListenerFixture()
        let (answered, body) = try await Self.ask(sent, fixture)
        #expect(answered.count == 32 && answered.allSatisfy { $0.isHexDigit }, "\(answered)")
        #expect(body.contains(answered))
        #expect(RequestID(sent) == nil)
    }

    @Test func `two requests without a name get two`() async throws {
        let fixture = try ListenerFixture()
        let first = try await Self.ask(nil, fixture).answered
        let second = try await Self.ask(nil, fixture).answered
        #expect(first != second && !first.isEmpty)
    }
}
