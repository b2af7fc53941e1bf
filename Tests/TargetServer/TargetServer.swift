import HTTPTypes
import Hummingbird
import Logging
import Model
import Provisioning
import TargetSimulators

/// Serves a simulated target over HTTP, for clients that other people wrote and for demonstrations.
///
/// usage: TargetServer TYPE PORT [NAME=VALUE...]
///
/// `GET /simulator` tells what it holds and what was wrong with the requests so far.
@main
struct TargetServer {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard arguments.count >= 2, let type = arguments.first, let make = SimulatedTargets.makers[type],
            let port = Int(arguments[arguments.startIndex + 1])
        else {
            print(
                "usage: TargetServer \(SimulatedTargets.makers.keys.sorted().joined(separator: "|")) PORT [NAME=VALUE...]"
            )
            return
        }
        let options = arguments.dropFirst(2).map { $0.split(separator: "=", maxSplits: 1).map(String.init) }
        let simulator = try make(
            Dictionary(options.map { ($0[0], $0.count > 1 ? $0[1] : "") }, uniquingKeysWith: { $1 }))
        var logger = Logger(label: "target")
        logger.logLevel = .error
        let application = Application(
            responder: CallbackResponder { (request: Request, _: BasicRequestContext) in
                if request.uri.path == "/simulator" { return Self.report(simulator) }
                return try await Self.answer(request, by: simulator)
            },
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)), logger: logger)
        try await application.runService()
    }

    private static func report(_ simulator: any AccountSystemSimulator) -> Response {
        let report = Value.object(
            ("accounts", .list(simulator.accountIDs.sorted().map(Value.string))),
            ("violations", .list(simulator.violations.map(Value.string))),
            ("requests", .list(simulator.requests.map { .string("\($0.method.rawValue) \($0.url)") })))
        return Response(
            status: .ok, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: CanonicalJSON.encode(report))))
    }

    private static func answer(_ request: Request, by simulator: any AccountSystemSimulator) async throws -> Response {
        guard let method = Provisioning.HTTPRequest.Method(rawValue: request.method.rawValue) else {
            return Response(status: .methodNotAllowed)
        }
        let body = Array(try await request.body.collect(upTo: 8 << 20).readableBytesView)
        let headers = request.headers.map { HTTPHeader($0.name.canonicalName, $0.value) }
        let asked = Provisioning.HTTPRequest(
            method: method, url: simulator.origin + request.uri.string, headers: headers,
            body: body.isEmpty ? nil : body)
        let answer = try await simulator.send(asked)
        var fields = HTTPFields()
        for header in answer.headers {
            if let name = HTTPField.Name(header.name) { fields[name] = header.value }
        }
        return Response(
            status: .init(code: answer.status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
    }
}
