import Hummingbird
import Logging
import Model
import Provisioning
import ServiceLifecycle

/// `POST` and `GET /triggers/NAME`, and `GET /logins/ID`.
struct TriggerRoutes: Sendable {
    let ports: ListenerPorts
    let options: ListenerOptions
    let metrics: ListenerMetrics
    private let budgets = TriggerBudgets()
    private let load: IntakeLoad

    init(ports: ListenerPorts, options: ListenerOptions, metrics: ListenerMetrics) {
        self.ports = ports
        self.options = options
        self.metrics = metrics
        load = IntakeLoad(most: options.limits.waitingLogins, standstill: options.limits.standstill)
    }

    func add(to router: Router<ListenerContext>) {
        router.post("triggers/:name") { request, context in try await post(request, context) }
        router.get("triggers/:name") { request, context in try await consent(request, context) }
        router.get("logins/:id") { request, context in try await get(request, context) }
    }

    private enum Acknowledgement: Sendable {
        /// What a stored login is answered with, and how long the answer may be held.
        case receipt(LoginReceipt, trigger: String, wait: Duration?)
        case batch([LoginReceipt])
        /// Nothing had to be stored.
        case nothing(because: String)
        /// The trigger's protocol has an answer of its own.
        case plain(TriggerAnswer)
    }

    private func post(
        _ request: Request, _ context: ListenerContext
    ) async throws(ProblemDetails) -> Response {
        let start = metrics.start()
        let stored = try await acknowledgement(request, context)
        metrics.acknowledged(since: start)
        switch stored {
        case .plain(let answer): return Response(answer)
        case .nothing(let reason):
            return Response(json: .object(("ignored", .string(reason)), ("deliveries", .list([]))), status: .accepted)
        case .batch(let receipts):
            return Response(json: .object(("logins", .list(receipts.map(\.answered)))), status: .accepted)
        case .receipt(let first, _, wait: nil): return first.response(status: .accepted)
        case .receipt(let first, let trigger, let wait?):
            let held = HeldAnswer(
                intake: ports.intake, bell: ports.settlements, clock: ports.clock, poll: options.waitPoll)
            let receipt = await held.receipt(after: first, of: trigger, within: wait)
            return receipt.response(status: receipt.isFinal ? .ok : .accepted)
        }
    }

    /// Takes a login. The order matters: whoever can't prove himself learns nothing about what is declared.
    private func acknowledgement(
        _ request: Request, _ context: ListenerContext
    ) async throws(ProblemDetails) -> Acknowledgement {
        if let rest = load.refusal { throw ProblemDetails.busy(rest, "logins wait for the store") }
        let table = try await currentTable()
        let trigger = try trigger(named: context, in: table)
        let type = trigger.type
        try check(budgets.unproven(trigger, from: context.remoteAddress, at: ports.wallClock.now))
        try require(Swift.type(of: type).mediaTypes, of: request)
        let body = try await readBody(request, largest: trigger.limits.largestBody)
        var logins: [Login] = []
        let wait: Duration?
        var isBatch = false
        let answer = type.answer(to: .taken)
        let proven = TriggerRequest(fields: request.plainFields, body: body)
        let proof: TriggerProof
        let now = ports.wallClock.now
        do throws(TriggerRefusal) {
            proof = try await type.prove(proven, by: ports.proofs, at: now)
        } catch {
            throw ProblemDetails(error, by: type)
        }
        try check(budgets.proven(trigger, at: now))
        do throws(TriggerRefusal) {
            wait = answer == nil ? try requestedWait(request) : nil
            let routing = LoginRouting(table)
            switch try type.report(in: proven, proven: proof) {
            case .login(let reported): logins = [try routing.route(reported, from: trigger, at: now)]
            case .batch(let reported):
                isBatch = true
                logins = try routing.route(batch: reported, from: trigger, at: now)
            case .nothing(let reason): return ignored(because: reason, by: trigger, answer, context)
            }
        } catch {
            if error.code == .withoutConnection {
                return ignored(because: error.message, by: trigger, answer, context)
            }
            throw ProblemDetails(error, by: type)
        }
        let toStore = logins
        let receipts = try await load.waiting { () throws(ProblemDetails) in
            try await stored { () throws(StoreError) in try await ports.intake.store(toStore) }
        }
        for (receipt, login) in zip(receipts, logins) { note(receipt, login, context) }
        if let answer { return .plain(answer) }
        guard !isBatch, let receipt = receipts.first else { return .batch(receipts) }
        return .receipt(receipt, trigger: trigger.name, wait: wait)
    }

    private func ignored(
        because reason: String, by trigger: RoutingTable.Trigger, _ answer: TriggerAnswer?,
        _ context: ListenerContext
    ) -> Acknowledgement {
        metrics.ignored()
        context.logger.info("event taken that is no login", metadata: ["trigger": "\(trigger.name)"])
        return answer.map { .plain($0) } ?? .nothing(because: reason)
    }

    /// Tells a hub whether its subscription is wanted.
    private func consent(
        _ request: Request, _ context: ListenerContext
    ) async throws(ProblemDetails) -> Response {
        let query = Dictionary(
            request.uri.queryParameters.map { (String($0.key), String($0.value)) },
            uniquingKeysWith: { first, _ in first })
        guard !query.isEmpty else { throw ProblemDetails(.notFound, "not found") }
        try check(budgets.question(from: context.remoteAddress, at: ports.wallClock.now))
        let trigger = try trigger(named: context, in: try await currentTable())
        guard let answer = trigger.type.consent(to: query) else {
            throw ProblemDetails(
                .notFound, code: .unexpectedSubscription, "the trigger expects no such subscription",
                hint: "compare `spec.topics` of the trigger with what was subscribed to")
        }
        return Response(
            status: .ok, headers: [.contentType: "text/plain; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: answer)))
    }

    private func trigger(
        named context: ListenerContext, in table: RoutingTable
    ) throws(ProblemDetails) -> RoutingTable.Trigger {
        guard let trigger = context.parameters.get("name").flatMap({ table.triggers[$0] }) else {
            throw ProblemDetails(
                .notFound, code: .unknownTrigger, "no login trigger has this name",
                hint: "declare a LoginTrigger of this name and apply it")
        }
        return trigger
    }

    /// Shows a login to the trigger that sent it. The proof names no trigger, so each one is tried.
    private func get(
        _ request: Request, _ context: ListenerContext
    ) async throws(ProblemDetails) -> Response {
        let now = ports.wallClock.now
        // Every trigger's proof is tried, so questions are bounded as logins are.
        try check(budgets.question(from: context.remoteAddress, at: now))
        let table = try await currentTable()
        let proven = TriggerRequest(fields: request.plainFields, body: [])
        var senders: [RoutingTable.Trigger] = []
        for trigger in table.triggers.values
        where (try? await trigger.type.prove(proven, by: ports.proofs, at: now)) != nil {
            senders.append(trigger)
        }
        guard !senders.isEmpty else {
            throw ProblemDetails(
                .unauthorized, code: .badProof, "no trigger's proof matches",
                hint: "prove the request as a login, with an empty body")
        }
        let id = LoginID(context.parameters.get("id") ?? "")
        for sender in senders.sorted(by: { $0.name < $1.name }) {
            let receipt = try await stored { () throws(StoreError) in
                try await ports.intake.receipt(of: id, trigger: sender.name)
            }
            if let receipt { return receipt.response(status: .ok) }
        }
        throw ProblemDetails(.notFound, code: .unknownLogin, "this trigger sent no login of this id")
    }

    private func currentTable() async throws(ProblemDetails) -> RoutingTable {
        try await stored { () throws(StoreError) in try await ports.routing.current() }
    }

    private func stored<Answer>(
        _ body: () async throws(StoreError) -> Answer
    ) async throws(ProblemDetails) -> Answer {
        do throws(StoreError) {
            return try await body()
        } catch {
            metrics.failed(error)
            throw ProblemDetails(error)
        }
    }

    private func note(_ receipt: LoginReceipt, _ login: Login, _ context: ListenerContext) {
        // Made for the log only when it is written.
        func metadata() -> Logger.Metadata {
            [
                "login": "\(receipt.login)", "trigger": "\(login.trigger)", "application": "\(login.application)",
                "deliveries": .array(receipt.deliveries.map { .string($0.id.text) }),
            ]
        }
        if receipt.isDuplicate {
            metrics.duplicate()
            context.logger.info("login repeated", metadata: metadata().filter { $0.key != "deliveries" })
        } else {
            ports.loginStored()
            metrics.accepted()
            context.logger.info("login stored", metadata: metadata())
        }
    }
}

extension TriggerRoutes {
    private func require(_ types: [String], of request: Request) throws(ProblemDetails) {
        let header = request.headers[.contentType] ?? ""
        if types.contains(header) { return }
        let type = header.prefix { $0 != ";" }.lowercased()
        guard types.contains(type.filter { !$0.isWhitespace }) else {
            throw ProblemDetails(
                .unsupportedMediaType, code: .wrongMediaType,
                "expected the media type \(types.joined(separator: " or "))",
                hint: "send `Content-Type: \(types[0])`")
        }
    }

    private func check(_ rest: Duration?) throws(ProblemDetails) {
        guard let rest else { return }
        var problem = ProblemDetails(
            .tooManyRequests, code: .tooManyRequests, "the requests come faster than the limits allow",
            hint: "send the same request again after the seconds in Retry-After, or raise `limits` of the trigger")
        problem.retryAfter = rest
        throw problem
    }

    /// Reads the body and stops at the first byte too many.
    private func readBody(_ request: Request, largest: Int) async throws(ProblemDetails) -> [UInt8] {
        let tooLarge = ProblemDetails(
            .contentTooLarge, code: .bodyTooLarge, "the body is larger than \(largest) bytes",
            hint: "send fewer claims")
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > largest {
            throw tooLarge
        }
        var bytes: [UInt8] = []
        do {
            for try await chunk in request.body {
                guard bytes.count + chunk.readableBytes <= largest else { throw tooLarge }
                bytes += chunk.readableBytesView
            }
        } catch let problem as ProblemDetails {
            throw problem
        } catch is SlowBody {
            throw ProblemDetails(
                .requestTimeout, "the body took longer than it may", hint: "send it again, faster")
        } catch {
            throw ProblemDetails(.badRequest, code: .notJSON, "the body ended early")
        }
        return bytes
    }

    private func requestedWait(_ request: Request) throws(TriggerRefusal) -> Duration? {
        guard let text = request.uri.queryParameters["wait"] else { return nil }
        guard let wait = Duration(written: String(text)) else {
            throw TriggerRefusal(
                .malformedLogin, "`wait` must be a duration such as 5s", hint: "send ?wait=5s, at most 60s")
        }
        return min(wait, options.longestWait)
    }
}

extension Request {
    /// The header fields by lower-case name.
    fileprivate var plainFields: [(name: String, value: String)] { headers.map { ($0.name.canonicalName, $0.value) } }
}
