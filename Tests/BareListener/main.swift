import Hummingbird
import Logging

// What Hummingbird alone can do: it reads a login and answers 202, and stores nothing. `make bench` compares with it.
// usage: BareListener PORT
let router = Router()
router.post("triggers/:name") { request, context in
    let body = try await request.body.collect(upTo: 256 << 10)
    let name = try context.parameters.require("name")
    let answer = ByteBuffer(string: #"{"trigger":"\#(name)","bytes":\#(body.readableBytes)}"#)
    return Response(
        status: .accepted, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: answer))
}
router.get("healthz") { _, _ in "ok" }
var logger = Logger(label: "bare")
logger.logLevel = .error
let application = Application(
    router: router,
    configuration: ApplicationConfiguration(
        address: .hostname("127.0.0.1", port: CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 8421)),
    logger: logger)
try await application.runService()
