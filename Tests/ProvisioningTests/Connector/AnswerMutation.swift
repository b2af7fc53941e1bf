import Model
import Provisioning
import TestSupport

/// Ways in which an answer goes wrong: by a broken proxy, a bug, or somebody who means us harm.
enum AnswerMutation: CaseIterable, Sendable {
    case status
    case truncated
    case flippedByte
    case wrongJSON
    case removedMember
    case html
    case refusedInside
    case emptied
    case redirect
    case echo
    case swapped
    case nested
    case doubled
    case lost

    /// The answer gone wrong.
    ///
    /// - Parameters:
    ///   - earlier: Answers to other requests.
    ///   - secret: What we sent to prove who we are: a target may echo it.
    func applied(
        to answer: HTTPResponse, earlier: [HTTPResponse], secret: String, by random: inout SeededRandom
    ) throws(TransportError) -> HTTPResponse {
        switch self {
        case .status: return answer.with(status: Self.statuses.randomElement(using: &random) ?? 500)
        case .truncated: return answer.with(body: answer.body.prefix(random.below(answer.body.count + 1)))
        case .flippedByte:
            var body = answer.body
            guard !body.isEmpty else { return answer.with(body: [0xFF]) }
            body[random.below(body.count)] ^= UInt8(1 << random.below(8))
            return answer.with(body: body)
        case .wrongJSON: return answer.rewritten { $0.replaced(by: Self.wrong(secret, &random), &random) }
        case .removedMember: return answer.rewritten { $0.replaced(by: nil, &random) }
        case .html:
            return HTTPResponse(
                status: answer.status, headers: [HTTPHeader("Content-Type", "text/html")],
                body: Array("<!doctype html><title>OK</title><p>\(secret)</p>".utf8))
        case .refusedInside:
            return answer.with(body: #"{"success":false,"id":null,"errors":["\#(secret)"],"error":"refused"}"#.utf8)
        case .emptied: return answer.with(body: [])
        case .redirect:
            return HTTPResponse(
                status: [301, 302, 303, 307, 308].randomElement(using: &random) ?? 302,
                headers: [HTTPHeader("Location", "https://elsewhere.example/\(secret)")])
        case .echo:
            return answer.rewritten { $0.replaced(by: .string("your token is \(secret)"), &random) }
        case .swapped: return earlier.randomElement(using: &random) ?? answer.with(body: [])
        case .nested:
            let depth = 1 + random.below(20_000)
            let bracket = Bool.random(using: &random) ? "[" : #"{"id":"#
            return answer.with(body: String(repeating: bracket, count: depth).utf8)
        case .doubled: return answer.with(body: answer.body + answer.body)
        case .lost:
            if Bool.random(using: &random) { throw .ambiguous("reset after \(secret)") }
            throw .refused("the answer is too large: \(secret)")
        }
    }

    private static let statuses = [
        100, 102, 200, 201, 202, 203, 204, 206, 207, 299, 300, 304, 400, 401, 403, 404, 405, 408, 409, 410, 412, 413,
        415, 418, 422, 423, 425, 429, 451, 499, 500, 501, 502, 503, 504, 507, 520, 599, 0, 999, -1,
    ]

    private static func wrong(_ secret: String, _ random: inout SeededRandom) -> Value {
        let values: [Value] = [
            .null, .bool(true), .bool(false), .int(0), .int(-1), .int(.max), .int(.min), .number(1.5), .number(1e308),
            .string(""), .string(" "), .string("."), .string(".."), .string("a/b?c#d"), .string("\u{0}\u{1B}[2J"),
            .string("\u{FEFF}"), .string(String(repeating: "x", count: 10_000)), .list([]), .list([.null]),
            .list([.string("x"), .int(1)]), .map(ValueMap()), .object(("id", .string("x"))), .object(("value", .null)),
        ]
        return values.randomElement(using: &random) ?? .null
    }
}

extension HTTPResponse {
    fileprivate func with(status: Int) -> HTTPResponse { HTTPResponse(status: status, headers: headers, body: body) }

    fileprivate func with(body: some Sequence<UInt8>) -> HTTPResponse {
        HTTPResponse(status: status, headers: headers, body: Array(body))
    }

    /// With another JSON; with half a JSON where there was none.
    fileprivate func rewritten(_ change: (Value) -> Value?) -> HTTPResponse {
        guard let value = try? JSONReader.read(body), let changed = change(value) else { return with(body: "{".utf8) }
        return with(body: CanonicalJSON.encode(changed).utf8)
    }
}

extension Value {
    /// With one value somewhere in it replaced, or taken away.
    fileprivate func replaced(by new: Value?, _ random: inout SeededRandom) -> Value? {
        var place = random.below(size)
        return replaced(at: &place, by: new)
    }

    private var size: Int {
        switch self {
        case .list(let items): items.reduce(1) { $0 + $1.size }
        case .map(let map): map.entries.reduce(1) { $0 + $1.value.size }
        case .null, .bool, .int, .number, .string, .secret: 1
        }
    }

    private func replaced(at place: inout Int, by new: Value?) -> Value? {
        guard place != 0 else {
            place = -1
            return new
        }
        place -= 1
        guard place >= 0 else { return self }
        switch self {
        case .list(let items): return .list(items.compactMap { $0.replaced(at: &place, by: new) })
        case .map(let map):
            return .map(
                ValueMap(
                    map.entries.compactMap { entry in
                        entry.value.replaced(at: &place, by: new).map { ValueMap.Entry(key: entry.key, value: $0) }
                    }))
        case .null, .bool, .int, .number, .string, .secret: return self
        }
    }
}

extension SeededRandom {
    /// A number from 0 to below `limit`.
    mutating func below(_ limit: Int) -> Int { Int.random(in: 0..<max(1, limit), using: &self) }
}
