import Crypto
import FoundationEssentials
import Hummingbird
import Mustache

/// A page for people: whole without a script, light and dark, readable on a phone, and with nothing from elsewhere.
///
/// Its style stands in the page, named by its digest in the policy, so that a proxy has one path to pass on.
struct HTMLPage: Sendable {
    /// What the page may load and where its forms may lead, beside itself (Content Security Policy Level 3).
    struct Policy: Sendable {
        /// Origins of images, such as a logo's.
        var images: [String] = []
        /// Origins that a form's answer may lead to: browsers hold redirects after a form to the same rule.
        var formTargets: [String] = []
        /// A script of our own, whole.
        var script: String?
    }

    private let template: MustacheTemplate
    private let style: String
    private let styleDigest: String

    /// - Parameters:
    ///   - template: The page in Mustache, whose `{{{style}}}` becomes the style sheet and `{{{script}}}` the script;
    ///     what stands between two braces is escaped.
    init(_ template: String, style: String = PageStyle.sheet) throws {
        self.template = try MustacheTemplate(string: PageText.pragma + template)
        self.style = style
        styleDigest = Self.digest(style)
    }

    /// The page with these values in it.
    func response(
        _ values: [String: Any], policy: Policy = Policy(), status: HTTPResponse.Status = .ok
    ) -> Response {
        var values = values
        values["style"] = style
        values["script"] = policy.script
        let body = template.render(values)
        return Response(
            status: status,
            headers: [
                .contentType: "text/html; charset=utf-8",
                .contentSecurityPolicy: header(policy),
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }

    private func header(_ policy: Policy) -> String {
        var rules = [
            "default-src 'none'", "style-src \(styleDigest)", "base-uri 'none'", "frame-ancestors 'none'",
            "form-action " + (["'self'"] + policy.formTargets).joined(separator: " "),
            "img-src " + (["'self'", "data:"] + policy.images).joined(separator: " "),
        ]
        if let script = policy.script {
            rules += ["script-src \(Self.digest(script))", "connect-src 'self'"]
        }
        return rules.joined(separator: "; ")
    }

    private static func digest(_ text: String) -> String {
        "'sha256-\(Data(SHA256.hash(data: Array(text.utf8))).base64EncodedString())'"
    }
}
