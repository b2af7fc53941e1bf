import Hummingbird
import Logging
import Model
import Provisioning

/// `/console` and what belongs to it.
struct ConsoleRoutes: Sendable {
    /// How many watch at once.
    static let mostStreams = 16

    let console: ConsolePorts
    let access: ConsoleAccess
    let glances: ConsoleGlances
    private let clock: any Clock<Duration>
    private let seats = StreamSeats(ConsoleRoutes.mostStreams)
    /// Searching reads every stored login, so people search one after another.
    private let search = StreamSeats(1)

    init(_ console: ConsolePorts, ports: ListenerPorts, options: ListenerOptions) {
        self.console = console
        access = ConsoleAccess(
            token: console.token, secrets: console.secrets, isLoopbackOnly: options.isLoopback,
            isEncrypted: ports.certificate != nil, wallClock: ports.wallClock)
        glances = ConsoleGlances(wallClock: ports.wallClock, look: console.glance)
        clock = ports.clock
    }

    func add(to router: Router<ListenerContext>) {
        // Nobody could get in.
        guard access.token != nil || access.isLoopbackOnly else { return }
        router.get("console") { request, context in
            try await visit(request, context) { visitor in try await first(request, visitor) }
        }
        router.get("console/people") { request, context in
            try await visit(request, context) { _ in try await people(request) }
        }
        router.get("console/events") { request, context in
            try await admitted(request, context) { visitor in try events(request, context, visitor) }
        }
        if console.token != nil {
            router.post("console/session") { request, context in try await signIn(request, context) }
            router.post("console/session/end") { request, context in
                try await act(request, context) { _ in
                    var response = Self.led(to: "/console")
                    response.headers[.setCookie] = access.cookie(nil, for: request)
                    return response
                }
            }
        }
        if let writes = console.writes { addWrites(writes, to: router) }
    }

    /// A page: who may prove themselves is asked to.
    private func visit(
        _ request: Request, _ context: ListenerContext, _ body: (ConsoleVisitor) async throws -> Response
    ) async throws -> Response {
        switch access.verdict(on: request, from: context.remoteAddress) {
        case .admitted(let visitor): return try await body(visitor)
        case .unproven, .tooOften:
            note(request, context)
            return try ConsolePages.read.get().signIn(wasRefused: false)
        case .absent: throw Self.absent
        }
    }

    /// Anything else: who has not proven themselves learns nothing.
    func admitted(
        _ request: Request, _ context: ListenerContext, _ body: (ConsoleVisitor) async throws -> Response
    ) async throws -> Response {
        switch access.verdict(on: request, from: context.remoteAddress) {
        case .admitted(let visitor): return try await body(visitor)
        case .unproven, .tooOften:
            note(request, context)
            throw ProblemDetails(.unauthorized, "unauthorized")
        case .absent: throw Self.absent
        }
    }

    /// The answer of a path that is none of ours.
    private static let absent = ProblemDetails(.notFound, "not found")

    private func note(_ request: Request, _ context: ListenerContext) {
        guard request.field("authorization") != nil else { return }
        refused(context)
    }

    private func refused(_ context: ListenerContext) {
        context.logger.warning(
            "console refused a token", metadata: ["peer": "\(context.remoteAddress?.ipAddress ?? "unknown")"])
    }

    static func led(to path: String) -> Response { Response(status: .seeOther, headers: [.location: path]) }
}

extension ConsoleRoutes {
    private func first(_ request: Request, _ visitor: ConsoleVisitor) async throws -> Response {
        let glance = try await stored { () throws(StoreError) in try await glances.current() }
        return try ConsolePages.read.get().first(
            glance, for: means(of: visitor),
            note: Self.fields(request.uri.query)["did"].flatMap { ConsoleAct.words[$0] },
            leaving: visitor.isSignedIn ? access.seal.formToken(of: visitor.name) : nil)
    }

    private func people(_ request: Request) async throws -> Response {
        let text = Self.fields(request.uri.query)["user"]?.trimmed ?? ""
        let pages = try ConsolePages.read.get()
        guard !text.isEmpty, text.utf8.count <= 1280 else { return pages.person(text, .nobody) }
        guard let turn = search.take() else {
            throw ProblemDetails(.serviceUnavailable, "somebody searches already", hint: "search again in a moment")
        }
        defer { withExtendedLifetime(turn) {} }
        return pages.person(text, try await stored { () throws(StoreError) in try await console.person(text) })
    }

    private func events(
        _ request: Request, _ context: ListenerContext, _ visitor: ConsoleVisitor
    ) throws -> Response {
        guard let seat = seats.take() else {
            throw ProblemDetails(
                .serviceUnavailable, "\(Self.mostStreams) people watch already", hint: "load the page now and then")
        }
        let peer = context.remoteAddress
        let stream = ConsoleStream(
            glances: glances, parts: try ConsolePages.read.get().parts, means: means(of: visitor), clock: clock,
            isAdmitted: { access.verdict(on: request, from: peer) == .admitted(visitor) })
        let mark = request.field("last-event-id")
        var response = Response(
            status: .ok, headers: [.contentType: "text/event-stream"],
            body: ResponseBody { writer in
                defer { withExtendedLifetime(seat) {} }
                try await stream.run(after: mark) { try await writer.write(ByteBuffer(string: $0)) }
                try await writer.finish(nil)
            })
        // nginx would keep events back until they fill a buffer.
        if let name = HTTPFields.Element.Name("X-Accel-Buffering") { response.headers[name] = "no" }
        return response
    }

    private func means(of visitor: ConsoleVisitor) -> ConsoleParts.Means {
        ConsoleParts.Means(formToken: console.writes == nil ? nil : access.seal.formToken(of: visitor.name))
    }

    private func signIn(_ request: Request, _ context: ListenerContext) async throws -> Response {
        guard LocalRequest.isFromOwnPage(request) else { throw Self.foreign }
        let token = try await Self.form(of: request)["token"] ?? ""
        guard case .right(let session) = access.attempt(with: Redacted(token)) else {
            refused(context)
            return try ConsolePages.read.get().signIn(wasRefused: true)
        }
        var response = Self.led(to: "/console")
        response.headers[.setCookie] = access.cookie(session, for: request)
        return response
    }

    func stored<Answer>(_ body: () async throws(StoreError) -> Answer) async throws(ProblemDetails) -> Answer {
        do throws(StoreError) {
            return try await body()
        } catch {
            throw ProblemDetails(error)
        }
    }

    static let foreign = ProblemDetails(
        .forbidden, "the form was not sent from the console's own page",
        hint: "load the console anew; a proxy before it must pass `Host` on")

    /// The fields of a form that was sent as forms are.
    static func form(of request: Request) async throws(ProblemDetails) -> [String: String] {
        guard let body = try? await request.body.collect(upTo: 8 << 10) else {
            throw ProblemDetails(.contentTooLarge, "the form is too large")
        }
        return fields(String(buffer: body))
    }

    private static func fields(_ text: String?) -> [String: String] {
        guard let text, !text.isEmpty else { return [:] }
        return (try? URLEncodedFormDecoder().decode([String: String].self, from: text)) ?? [:]
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop(while: \.isWhitespace)
        return String(start.reversed().drop(while: \.isWhitespace).reversed())
    }
}
