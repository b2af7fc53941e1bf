import Foundation
import Model
import Provisioning

/// A browser without a screen: follows redirects, keeps cookies, and fills in the forms that it meets.
final class HeadlessBrowser {
    private let transport: any HTTPTransport
    private var cookies: [String: String] = [:]

    struct Stuck: Error, CustomStringConvertible {
        let description: String
    }

    init(over transport: any HTTPTransport) {
        self.transport = transport
    }

    /// Goes to an address until it is sent to `end`, and returns the query it brings there.
    ///
    /// - Parameter answers: What to fill into inputs and which buttons to press, by name.
    func go(
        to address: String, until end: String, answering answers: [String: String]
    ) async throws -> [String: String] {
        var address = address
        var form: [(name: String, value: String)]?
        var visited: [String] = []
        for _ in 0..<12 {
            let answer = try await fetch(address, form)
            visited.append("\(answer.status) \(address.prefix(100))")
            form = nil
            if (301...303).contains(answer.status), let location = answer.header("Location") {
                address = try Self.resolved(location, from: address)
                guard !address.hasPrefix(end) else {
                    return Form.read(String(address.dropFirst(end.count).drop { $0 == "?" }))
                }
                continue
            }
            let page = String(decoding: answer.body, as: UTF8.self)
            guard answer.status == 200, let found = Self.form(on: page, fitting: answers) else { break }
            form = found.fields
            if let action = found.action { address = try Self.resolved(action, from: address) }
        }
        throw Stuck(description: "never sent to \(end): \(visited.joined(separator: ", "))")
    }

    private func fetch(_ address: String, _ form: [(name: String, value: String)]?) async throws -> HTTPResponse {
        var request = HTTPRequest(method: form == nil ? .get : .post, url: address)
        let kept = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        if !kept.isEmpty { request.headers.append(HTTPHeader("Cookie", kept)) }
        if let form {
            request.headers.append(HTTPHeader("Content-Type", "application/x-www-form-urlencoded"))
            request.body = Array(
                form.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }.joined(separator: "&").utf8)
        }
        let answer = try await transport.send(request)
        for header in answer.headers where header.name.lowercased() == "set-cookie" {
            let pair = header.value.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1)
            if pair.count == 2 { cookies[String(pair[0])] = String(pair[1]) }
        }
        return answer
    }

    /// The first form with an input or button that there is an answer for.
    private static func form(
        on page: String, fitting answers: [String: String]
    ) -> (action: String?, fields: [(name: String, value: String)])? {
        for match in page.matches(of: /<form[\s\S]*?<\/form>/) {
            let form = String(match.output)
            let tags = form.matches(of: /<(?:form|input|button)[^>]*>/).map { String($0.output) }
            var fields: [String: String] = [:]
            for tag in tags.dropFirst() {
                guard let name = attribute("name", of: tag) else { continue }
                fields[name] = answers[name] ?? fields[name] ?? attribute("value", of: tag) ?? ""
            }
            guard tags.count > 1, fields.isEmpty || fields.keys.contains(where: { answers[$0] != nil }) else {
                continue
            }
            let action = tags.first.flatMap { attribute("action", of: $0) }.flatMap { $0.isEmpty ? nil : $0 }
            return (action, fields.map { ($0.key, $0.value) })
        }
        return nil
    }

    private static func attribute(_ name: String, of tag: String) -> String? {
        guard let start = tag.range(of: " \(name)=\"") ?? tag.range(of: "\n\(name)=\"") else { return nil }
        let written = String(tag[start.upperBound...].prefix { $0 != "\"" })
        return written.replacing("&amp;", with: "&").replacing("&#39;", with: "'")
    }

    private static func resolved(_ location: String, from address: String) throws -> String {
        guard let base = URL(string: address), let url = URL(string: location, relativeTo: base) else {
            throw Stuck(description: "`\(location)` is no address")
        }
        return url.absoluteString
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
