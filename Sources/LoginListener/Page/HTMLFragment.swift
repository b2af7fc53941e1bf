import Mustache

/// A part of a page, which may be sent again by itself.
struct HTMLFragment: Sendable {
    private let template: MustacheTemplate

    /// - Parameter template: In Mustache; what stands between two braces is escaped.
    init(_ template: String) throws {
        self.template = try MustacheTemplate(string: PageText.pragma + template)
    }

    /// The part with these values in it, for three braces of a page.
    func text(_ values: [String: Any]) -> String { template.render(values) }
}
