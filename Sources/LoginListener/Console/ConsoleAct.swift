import Hummingbird
import Logging
import Model
import Provisioning

/// What a person at the console did, as the address of the next page names it, and what that page says.
enum ConsoleAct: String, CaseIterable {
    case retried, superseded, approved, notTaken, enabled, disabled, alreadySo, missing

    static let words = Dictionary(uniqueKeysWithValues: allCases.map { ($0.rawValue, $0.sentence) })

    private var sentence: String {
        switch self {
        case .retried: "The dead letter is back in the queue."
        case .superseded: "The dead letter was superseded: a later login of the person waits."
        case .approved: "The deprovisioning goes on."
        case .notTaken: "Nothing was done: the delivery does not stand so any more."
        case .enabled: "The connector is enabled now. It is drift until the manifests agree."
        case .disabled: "The connector is disabled now. It is drift until the manifests agree."
        case .alreadySo: "The connector was so already; nothing changed."
        case .missing: "There is no connector of this name in the stored state."
        }
    }
}

extension ConsoleRoutes {
    /// The routes that change something, which are there when they may.
    func addWrites(_ writes: ConsolePorts.Writes, to router: Router<ListenerContext>) {
        router.post("console/deliveries/:id/retry") { request, context in
            let id = DeliveryID(context.parameters.get("id") ?? "")
            return try await change(request, context) { () throws(StoreError) in
                let request = try await writes.retry(id)
                return request.taken.isEmpty ? request.superseded.isEmpty ? .notTaken : .superseded : .retried
            }
        }
        router.post("console/deliveries/:id/approve") { request, context in
            let id = DeliveryID(context.parameters.get("id") ?? "")
            return try await change(request, context) { () throws(StoreError) in
                try await writes.approve(id).taken.isEmpty ? .notTaken : .approved
            }
        }
        for (word, isEnabled) in [("enable", true), ("disable", false)] {
            router.post(RouterPath("console/connectors/:name/\(word)")) { request, context in
                let name = context.parameters.get("name") ?? ""
                return try await change(request, context) { () throws(StoreError) in
                    switch try await writes.toggle(name, isEnabled) {
                    case .changed: isEnabled ? .enabled : .disabled
                    case .alreadySo: .alreadySo
                    case .missing: .missing
                    }
                }
            }
        }
    }

    private func change(
        _ request: Request, _ context: ListenerContext, _ body: () async throws(StoreError) -> ConsoleAct
    ) async throws -> Response {
        try await act(request, context) { _ in
            let act = try await stored(body)
            await glances.forget()
            context.logger.notice(
                "console changed something", metadata: ["path": "\(request.uri.path)", "end": "\(act.rawValue)"])
            return Self.led(to: "/console?did=\(act.rawValue)")
        }
    }

    /// Lets somebody act who may see the console, from a page of ours that they loaded themselves.
    func act(
        _ request: Request, _ context: ListenerContext, _ body: (ConsoleVisitor) async throws -> Response
    ) async throws -> Response {
        try await admitted(request, context) { visitor in
            guard LocalRequest.isFromOwnPage(request) else { throw Self.foreign }
            if !visitor.isProgram {
                let token = try await Self.form(of: request)["form"] ?? ""
                guard access.seal.holds(formToken: token, of: visitor.name) else { throw Self.foreign }
            }
            return try await body(visitor)
        }
    }
}
