import Logging
import Model

/// Writes each log event as one JSON object on a line of its own.
///
/// `time`, `level` and `message` come first, then the metadata as fields, by name. An error in an event is told by its
/// type alone, since its text may quote what a sender or a target sent.
struct JSONLog: LogHandler {
    var logLevel = Logger.Level.info
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let clock: any WallClock
    private let write: @Sendable (String) -> Void

    /// - Parameter write: Gets a whole line with its line feed, and writes it in one piece.
    init(clock: any WallClock, write: @escaping @Sendable (String) -> Void) {
        self.clock = clock
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        if let error = event.error { fields["error"] = "\(type(of: error))" }
        var line: [UInt8] = []
        line.reserveCapacity(256)
        func member(_ name: String, _ value: Value) {
            line.append(line.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
            CanonicalJSON.append(quoting: name, to: &line)
            line.append(UInt8(ascii: ":"))
            CanonicalJSON.append(value, to: &line)
        }
        member("time", .string(clock.now.description))
        member("level", .string(event.level.rawValue))
        member("message", .string(event.message.description))
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            member(Self.reserved.contains(name) ? name + "_" : name, Self.value(of: value))
        }
        line += "}\n".utf8
        write(String(decoding: line, as: UTF8.self))
    }

    private static let reserved: Set<String> = ["time", "level", "message"]

    private static func value(of metadata: Logger.Metadata.Value) -> Value {
        switch metadata {
        case .string(let text): .string(text)
        case .stringConvertible(let number as Int): .int(number)
        case .stringConvertible(let flag as Bool): .bool(flag)
        case .stringConvertible(let other): .string(other.description)
        case .array(let items): .list(items.map(value))
        case .dictionary(let members):
            .map(ValueMap(members.map { ValueMap.Entry(key: $0.key, value: value(of: $0.value)) }))
        }
    }
}
