import Model
import Provisioning
import TestSupport

/// Ways in which an answer can be wrong.
enum AnswerMutation {
    static let statuses = [
        100, 200, 201, 202, 204, 206, 301, 302, 304, 307, 400, 401, 403, 404, 405, 408, 409, 410, 412, 418, 422, 425,
        429, 500, 501, 502, 503, 504, 599, 999,
    ]

    static let bodies = [
        "", " ", "null", "[]", "{}", "true", "0", "\"text\"", "<html>OK</html>", "<!DOCTYPE html><p>Sign in</p>",
        #"{"success":false}"#, #"{"error":"no"}"#, #"{"error":{}}"#, #"{"error":{"code":"404"}}"#,
        #"{"error":{"code":404,"errors":[{"reason":"notFound"}]}}"#, #"{"id":"x"}"#, #"{"id":""}"#, #"{"id":null}"#,
        #"{"id":7}"#, #"{"id":"x""#, #"{"id":"x","id":"y"}"#, #"{"kind":"admin#directory#user","id":"x"}"#,
        #"{"kind":"admin#directory#user","id":"..","primaryEmail":"ada@example.com"}"#,
        #"{"kind":"admin#directory#users","users":{}}"#, #"{"kind":"admin#directory#users","users":[{}]}"#,
        #"{"kind":"admin#directory#users","users":[],"nextPageToken":"again"}"#,
        #"{"access_token":"x y"}"#, #"{"access_token":7}"#, "\u{FEFF}{}", "{\"a\":\"\u{0}\"}",
        String(repeating: "[", count: 100_000),
    ]

    /// - Parameter secret: What the request proved itself with: a careless target echoes it.
    static func spoiled(
        _ answer: HTTPResponse, echoing secret: String, random: inout some RandomNumberGenerator
    ) -> HTTPResponse {
        var (status, headers, body) = (answer.status, answer.headers, answer.body)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: status = statuses.randomElement(using: &random) ?? 500
        case 1: body = Array(body.prefix(Int.random(in: 0...body.count, using: &random)))
        case 2, 3: body = Array((bodies.randomElement(using: &random) ?? "").utf8)
        case 4:
            status = statuses.randomElement(using: &random) ?? 500
            body = Array((bodies.randomElement(using: &random) ?? "").utf8)
        case 5, 6:
            for _ in 0...Int.random(in: 0..<3, using: &random) where !body.isEmpty {
                body[Int.random(in: 0..<body.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
        case 7:
            status = 302
            headers.append(HTTPHeader("Location", "https://evil.example/"))
        case 8:
            status = statuses.randomElement(using: &random) ?? 500
            let text = Value.object(("code", .int(status)), ("message", .string("bad \(secret)!")))
            body = Array(CanonicalJSON.encode(.object(("error", text), ("error_description", .string(secret)))).utf8)
        default:
            status = [403, 429, 503].randomElement(using: &random) ?? 429
            headers.append(HTTPHeader("Retry-After", ["soon", "-1", "99999999999999999999", "0"].randomElement(using: &random) ?? ""))
        }
        return HTTPResponse(status: status, headers: headers, body: body)
    }
}
