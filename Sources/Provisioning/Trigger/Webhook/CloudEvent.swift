import Model

/// An event of CloudEvents 1.0 whose data is a login (specification 1.0.2 and its HTTP binding).
struct CloudEvent {
    static let structured = "application/cloudevents+json"
    static let batched = "application/cloudevents-batch+json"
    /// Most events of a batch: all of them are stored at once.
    static let mostEvents = 200
    private static let longestAttribute = 256

    /// What a request in one of the three modes tells; `nil` when it is in none of them.
    ///
    /// - Parameter provenID: The id of a signed request. The signature covers it and the body, and no header of the binary
    ///   mode, so there it is the event's id and the header's time does not count.
    /// - Throws: R5004 or R5005; of a batch every event that is wrong is named.
    static func report(in request: TriggerRequest, provenID: String?) throws(TriggerRefusal) -> TriggerReport? {
        switch (request.header("content-type") ?? "").prefix(while: { $0 != ";" }).lowercased().filter({ $0 != " " }) {
        case structured: return .login(try login(of: try json(request.body)))
        case batched: return try batch(try json(request.body))
        default:
            guard request.header("ce-specversion") != nil || request.header("ce-id") != nil else { return nil }
            return .login(try login(of: try event(inHeadersOf: request), provenID: provenID))
        }
    }

    private static func json(_ bytes: [UInt8]) throws(TriggerRefusal) -> Value {
        do throws(JSONReader.Failure) {
            return try JSONReader.read(bytes)
        } catch {
            throw TriggerRefusal(.notJSON, "expected JSON: \(error)", hint: "send UTF-8 JSON")
        }
    }

    private static func batch(_ value: Value) throws(TriggerRefusal) -> TriggerReport {
        guard let events = value.list else { throw malformed(["a batch must be a list of events"]) }
        guard !events.isEmpty else { return .nothing(because: "the batch is empty") }
        guard events.count <= mostEvents else {
            throw malformed(["the batch has \(events.count) events, and at most \(mostEvents) are taken at once"])
        }
        var logins: [ReportedLogin] = []
        var problems: [String] = []
        for (index, event) in events.enumerated() {
            do throws(TriggerRefusal) {
                logins.append(try login(of: event))
            } catch {
                problems.append(TriggerReport.inBatch(error.message, at: index))
            }
        }
        guard problems.isEmpty else { throw malformed(problems) }
        return .batch(logins)
    }

    /// Binary mode: the attributes are headers, and the body is the data.
    private static func event(inHeadersOf request: TriggerRequest) throws(TriggerRefusal) -> Value {
        var event = ValueMap()
        for name in ["specversion", "id", "source", "type", "time"] {
            guard let header = request.header("ce-\(name)") else { continue }
            guard let text = decoded(header) else { throw malformed(["the header `ce-\(name)` is wrongly encoded"]) }
            event[name] = .string(text)
        }
        event["data"] = try json(request.body)
        return .map(event)
    }

    private static func login(of value: Value, provenID: String? = nil) throws(TriggerRefusal) -> ReportedLogin {
        guard let event = value.map else { throw malformed(["an event must be an object"]) }
        var problems: [String] = []
        if event["specversion"] != .string("1.0") { problems.append("`specversion` must be `1.0`") }
        func attribute(_ name: String) -> String {
            guard let text = event[name]?.string, !text.isEmpty, text.utf8.count <= longestAttribute,
                !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
            else {
                problems.append("`\(name)` must be text of 1 to \(longestAttribute) bytes without control characters")
                return ""
            }
            return text
        }
        let id = attribute("id")
        let source = attribute("source")
        _ = attribute("type")
        var time: Timestamp?
        if let written = event["time"], written != .null {
            time = written.string.flatMap { Timestamp(rfc3339: $0) }
            if time == nil { problems.append("`time` must be an RFC 3339 time") }
        }
        if let type = event["datacontenttype"], type != .null, !isJSON(type.string ?? "") {
            problems.append("`datacontenttype` must be application/json")
        }
        guard let data = event["data"]?.map else {
            problems.append("`data` must be an object, a login")
            throw malformed(problems)
        }
        guard problems.isEmpty else { throw malformed(problems) }
        let login = try LoginBody.read(data, eventID: id)
        // An id is unique for its source only; a source holds no space, so the two can't be mixed up.
        return ReportedLogin(
            eventID: provenID ?? "\(source) \(id)",
            occurredAt: (provenID == nil ? time : nil) ?? login.occurredAt, application: login.application,
            connection: login.connection, subject: login.subject, claims: login.claims)
    }

    private static func isJSON(_ type: String) -> Bool {
        let name = type.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
        return name == "application/json" || name.hasSuffix("+json")
    }

    /// Header values have what is no visible ASCII as `%` and two hexadecimal digits (HTTP binding §3.1.3.2).
    private static func decoded(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        var decoded: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] != UInt8(ascii: "%") {
                decoded.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count,
                let byte = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
            else { return nil }
            decoded.append(byte)
            index += 3
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func malformed(_ problems: [String]) -> TriggerRefusal {
        TriggerRefusal(
            .malformedLogin, problems.joined(separator: "; "),
            hint: "send CloudEvents 1.0 whose `data` is {application, connection, user: {subject, claims}}")
    }
}
