import Crypto
import Hummingbird
import HummingbirdTesting
import Logging
import LoginListener
import Model
import Provisioning
import Synchronization
import TestSupport

/// A listener over fakes, and a sender that signs.
struct ListenerFixture: Sendable {
    let routing: FixedRouting
    let deliveries = MemoryDeliveries()
    let time = SimulatedTime()
    let metrics = PrometheusMetrics()
    let log = RecordedLog()
    let stored = StoredCount()
    let settlements = SettlementBell()
    let keys: KeyCache
    var console: ConsolePorts?
    let loginPage: LoginPageMeans?

    init(
        _ specs: [(ResourceKey, Value)] = LoginFixture.standardSpecs, keys: KeyCache = .unreachable,
        loginPage: LoginPageMeans? = nil
    ) throws {
        self.keys = keys
        self.loginPage = loginPage
        routing = FixedRouting(try LoginFixture.table(specs))
    }

    func application(
        options: ListenerOptions = ListenerOptions(port: 0), clock: (any Clock<Duration>)? = nil,
        intake: (any LoginIntake)? = nil, certificate: ServerCertificate? = nil,
        isListening: @escaping @Sendable (String, Int) -> Void = { _, _ in }
    ) -> Application<RouterResponder<ListenerContext>> {
        let stored = stored
        let log = log
        var logger = Logger(label: "test") { _ in log }
        logger.logLevel = .trace
        var ports = ListenerPorts(
            routing: routing, intake: intake ?? deliveries, queue: QueueSnapshot(deliveries, pause: 0),
            settlements: settlements, proofs: ProofMeans(secrets: FixedSecrets(), keys: keys), wallClock: time,
            clock: clock ?? time.clock,
            loginStored: { stored.add() })
        ports.console = console
        ports.loginPage = loginPage
        ports.certificate = certificate
        ports.accessLog = AccessLog(logger)
        return .listener(ports, options: options, metrics: metrics, logger: logger, isListening: isListening)
    }

    static func body(
        id: String = "evt-1", application: String = "crm", connection: String? = "corp-okta"
    ) -> String {
        let named = connection.map { #""connection":"\#($0)","# } ?? ""
        return #"{"id":"\#(id)","application":"\#(application)",\#(named)"#
            + #""user":{"subject":"00u1","claims":{"email":"ada@example.com"}}}"#
    }

    /// Headers as a sender of Standard Webhooks makes them.
    static func signed(
        _ body: String, at time: Timestamp = LoginFixture.now, type: String? = "application/json"
    ) -> HTTPFields {
        let stamp = String(time.milliseconds / 1000)
        var mac = HMAC<SHA256>(key: SymmetricKey(data: Array(LoginFixture.signingSecret.utf8)))
        mac.update(data: Array("msg_1.\(stamp).\(body)".utf8))
        var headers = HTTPFields()
        for (name, value) in [
            ("webhook-id", "msg_1"), ("webhook-timestamp", stamp),
            ("webhook-signature", "v1,\(base64(Array(mac.finalize())))"),
        ] {
            if let name = HTTPFields.Element.Name(name) { headers[name] = value }
        }
        headers[.contentType] = type
        return headers
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let number = padded.reduce(0) { $0 << 8 | Int($1) }
            for position in 0..<4 {
                text.append(position <= group.count ? alphabet[number >> (18 - 6 * position) & 63] : "=")
            }
        }
        return text
    }
}

/// How often the listener said that a login was stored.
final class StoredCount: Sendable {
    private let number = Mutex(0)

    var value: Int { number.withLock { $0 } }
    func add() { number.withLock { $0 += 1 } }
}

/// Everything logged, for looking through.
final class RecordedLog: LogHandler {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    var metadata: Logger.Metadata {
        get { [:] }
        set { note("\(newValue)") }
    }
    var logLevel: Logger.Level {
        get { .trace }
        set {}
    }
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { nil }
        set { note("\(key)=\(String(describing: newValue))") }
    }

    func log(event: LogEvent) {
        note("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }

    private func note(_ line: String) { lines.withLock { $0.append(line) } }
}

/// The members of an answer's JSON body.
func members(_ response: TestResponse) -> Value {
    (try? JSONReader.read(Array(response.body.readableBytesView))) ?? .null
}
