import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import Testing

@testable import LoginListener

/// What stands in a page, and what a browser may do with it.
struct HTMLPageTests {
    private func body(_ response: Response) async throws -> String {
        let written = WrittenBody()
        try await response.body.write(written)
        return written.text.withLock { $0 }
    }

    @Test(arguments: [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("\" autofocus onfocus=\"x", "&quot; autofocus onfocus=&quot;x"),
        // One character to Swift, two to a browser.
        ("\"\u{301} onfocus=x", "&quot;\u{301} onfocus=x"),
        ("<\u{338}b", "&lt;\u{338}b"), ("'&'", "&#39;&amp;&#39;"), ("Åse", "Åse"),
    ])
    func `a value ends neither an attribute nor an element`(value: String, shown: String) async throws {
        let page = try HTMLPage(#"<i title="{{name}}">{{name}}</i>"#)
        #expect(try await body(page.response(["name": value])) == #"<i title="\#(shown)">\#(shown)</i>"#)
    }

    @Test func `the policy names the style and the script by what they are`() async throws {
        let page = try HTMLPage("<style>{{{style}}}</style>{{#script}}<script>{{{script}}}</script>{{/script}}")
        let response = page.response([:], policy: HTMLPage.Policy(script: "let a = '<'"))
        let text = try await body(response)
        let policy = try #require(response.headers[.contentSecurityPolicy])
        for element in ["style", "script"] {
            let pattern = try Regex("<\(element)>(.*)</\(element)>", as: (Substring, Substring).self)
                .dotMatchesNewlines()
            let inner = try #require(text.firstMatch(of: pattern)).output.1
            let digest = Data(SHA256.hash(data: Data(inner.utf8))).base64EncodedString()
            #expect(policy.contains("\(element)-src 'sha256-\(digest)'"), "\(policy)")
        }
        #expect(policy.hasPrefix("default-src 'none'; ") && policy.contains("frame-ancestors 'none'"))
        #expect(!policy.contains("unsafe"))
        #expect(try await !body(page.response([:])).contains("<script>"))
    }
}

/// What a response wrote.
private final class WrittenBody: ResponseBodyWriter {
    let text = Mutex("")

    func write(_ buffer: ByteBuffer) async throws {
        text.withLock { $0 += String(buffer: buffer) }
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
