import Foundation
import TestSupport
import Testing

/// What an operator sees and redoes, with the built program.
struct OperatorTests {
    private func deadDelivery(_ state: OperatedState) async throws -> String {
        let refused = try await state.provision()
        #expect(refused.exitCode == 1)
        #expect(refused.stdout.contains("R6003") && refused.stdout.contains("told to refuse"), "\(refused.stdout)")
        let dead = try await state.list("deliveries", "deliveries", "--status", "dead")
        return try #require(dead.first?["id"] as? String)
    }

    @Test func `a dead letter is explained, tried again by hand, and delivered by a listener`() async throws {
        try await OperatedState.withMoodyServer(["400", "ok"]) { port, server in
            try await OperatedState.with(port: port) { state in
                let dead = try await deadDelivery(state)
                let why = try await state.run("why", "00U1@example.com", "wiki")
                #expect(why.exitCode == 0)
                for part in [
                    "OutboundConnector/wiki: given up after 1 attempt", "`reconcile deliveries retry \(dead)`",
                    "manifests/all.yaml:", ", revision 1 of ", "trigger provision, application crm",
                    "scope:      inside", "R6003", "GET http://127.0.0.1:\(port)/v2/Users?filter=", "→ 200 (",
                    "POST http://127.0.0.1:\(port)/v2/Users → 400 (", "account:    none linked",
                ] {
                    #expect(why.stdout.contains(part), "\(part) is missing in\n\(why.stdout)")
                }
                #expect(try await state.run("doctor", "--offline").stdout.contains("1 dead letter"))

                let listener = try await ListenerProcess.start(
                    in: state.folder, environment: OperatedState.environment)
                defer { listener.kill() }
                let mixed = try await state.run("deliveries", "retry", dead, "dlv_none")
                #expect(mixed.exitCode == 5)
                #expect(mixed.stdout.hasPrefix("1 dead letter is back in the queue;"), "\(mixed.stdout)")
                #expect(mixed.stderr.contains("R6041") && mixed.stderr.contains("`dlv_none`"), "\(mixed.stderr)")
                try await state.wait(for: "succeeded")
                #expect(server.stdout.matches(of: /request POST (\w+)/).map { String($0.1) } == ["400", "201"])
                let again = try await state.run("deliveries", "retry", dead)
                #expect(again.exitCode == 1)
                #expect(again.stderr.contains("is succeeded, expected a dead letter"), "\(again.stderr)")
                let accounts = try await state.list("accounts", "accounts", "--user", "00u1")
                #expect(accounts.map { $0["remoteId"] as? String } == ["id-1"])
                #expect(accounts.first?["state"] as? String == "active")
                #expect(try await state.run("why", "00u1").stdout.contains("the account is as wanted"))
                _ = try await listener.stop()
            }
        }
    }

    @Test func `nothing selected is an error that says what to give`() async throws {
        try await OperatedState.with(port: 1) { state in
            for verb in ["retry", "approve"] {
                let run = try await state.run("deliveries", verb)
                #expect(run.exitCode == 1)
                #expect(run.stderr.contains("R6040") && run.stderr.contains("--all"), "\(run.stderr)")
                #expect(try await state.run("deliveries", verb, "dlv_1", "--all").exitCode == 64)
                let none = try await state.run("deliveries", verb, "--all")
                #expect(none.exitCode == 0 && none.stdout.hasPrefix("No "), "\(none.stdout)")
            }
        }
    }

    @Test func `people who are not known or are two get an answer that helps`() async throws {
        try await OperatedState.withMoodyServer([]) { port, _ in
            try await OperatedState.with(port: port) { state in
                let nobody = try await state.run("why", "eve")
                #expect(nobody.exitCode == 1 && nobody.stderr.contains("R6042"), "\(nobody.stderr)")
                #expect(try await state.run("logins", "--user", "eve").stderr.contains("R6042"))
                for subject in ["a1", "a2"] {
                    _ = try await ProgramRun.reconcile(
                        ["provision", "--connection", "corp-okta", "--application", "crm", "--claims", "-"],
                        environment: OperatedState.environment,
                        input:
                            #"{"sub": "\#(subject)", "email": "\#(subject)@example.com", "preferred_username": "ada"}"#,
                        in: state.folder.url)
                }
                let both = try await state.run("why", "ada")
                #expect(both.exitCode == 1)
                #expect(
                    both.stderr.contains("R6043") && both.stderr.contains("a1 (ada, corp-okta), a2"), "\(both.stderr)")
                #expect(try await state.list("logins", "logins", "--user", "ada").count == 2)
                #expect(try await state.list("logins", "logins", "--user", "a1@example.com").count == 1)
                let connector = try await state.run("why", "a1", "wiky")
                #expect(connector.exitCode == 1 && connector.stderr.contains("did you mean `wiki`?"))
            }
        }
    }

    @Test func `a breaker that refused credentials opened is seen, and closed by hand`() async throws {
        try await OperatedState.withMoodyServer(["401", "ok"]) { port, server in
            try await OperatedState.with(port: port) { state in
                let listener = try await ListenerProcess.start(
                    in: state.folder, environment: OperatedState.environment)
                defer { listener.kill() }
                _ = try await listener.post(secret: "signing", id: "evt-1", claims: ["email": "ada@example.com"])
                try await state.wait(for: "queued")
                let end = ContinuousClock.now + .seconds(20)
                var doctor = try await state.run("doctor", "--offline")
                while !doctor.stdout.contains("the breaker is open"), ContinuousClock.now < end {
                    doctor = try await state.run("doctor", "--offline")
                }
                #expect(doctor.exitCode == 1)
                #expect(doctor.stdout.contains("`reconcile connector reset wiki` tries at once"), "\(doctor.stdout)")
                #expect(try await state.run("get", "connector").stdout.contains(" open "))
                #expect(try await state.run("describe", "connector", "wiki").stdout.contains("breaker:    open since "))
                #expect(
                    try await state.run("why", "ada@example.com").stdout.contains(
                        "the breaker of the connector is open"))
                let reset = try await state.run("connector", "reset", "wiki")
                #expect(
                    reset.exitCode == 0 && reset.stdout.hasPrefix("The breaker of OutboundConnector/wiki is closed;"))
                try await state.wait(for: "succeeded")
                #expect(server.stdout.contains("request POST 201"))
                let again = try await state.run("connector", "reset", "wiki")
                #expect(again.exitCode == 0 && again.stdout.contains("was closed already"))
                #expect(try await state.run("connector", "reset", "wiky").stderr.contains("R4005"))
                #expect(try await state.run("doctor", "--offline").exitCode == 0)
                _ = try await listener.stop()
            }
        }
    }

    @Test func `a deprovisioning that the brake holds goes on when it is approved`() async throws {
        try await PeerProcess.withSCIMServer(token: OperatedState.token) { port, _ in
            let vault =
                ManifestTree.connector(port: port).replacingOccurrences(of: "name: wiki", with: "name: vault")
                    + """

                      scope: {emailDomains: [example.com]}
                      removalBrake: {moreThan: 0, percent: 0}
                    """.replacingOccurrences(of: "                ", with: "")
            try await OperatedState.with(port: 1, more: [vault]) { state in
                func provision(_ email: String, _ more: String...) async throws -> ProgramRun {
                    try await ProgramRun.reconcile(
                        ["provision", "--connection", "corp-okta", "--application", "crm", "--connector", "vault"]
                            + ["--claims", "-"] + more, environment: OperatedState.environment,
                        input: #"{"sub": "00u1", "email": "\#(email)"}"#, in: state.folder.url)
                }
                #expect(try await provision("ada@example.com").exitCode == 0)
                let dry = try await provision("ada@example.org", "--dry-run")
                #expect(dry.exitCode == 1 && dry.stdout.contains("(R6014)"), "\(dry.stdout)")
                let left = try await provision("ada@example.org")
                #expect(left.exitCode == 1)
                #expect(left.stdout.contains("scope    outside: the e-mail domain"), "\(left.stdout)")
                #expect(left.stdout.contains("`reconcile deliveries approve` lets them go"), "\(left.stdout)")
                let held = try #require(try await state.list("deliveries", "deliveries", "--status", "held").first)
                let id = try #require(held["id"] as? String)
                #expect(
                    try await state.run("why", "00u1", "vault").stdout.contains("`reconcile deliveries approve \(id)`"))
                #expect(try await state.run("doctor", "--offline").stdout.contains("the brake holds 1 deprovisioning"))
                #expect(try await provision("ada@example.org").stderr.contains("`reconcile deliveries approve \(id)`"))
                let approved = try await state.run("deliveries", "approve", "--connector", "vault")
                #expect(approved.exitCode == 0 && approved.stdout.hasPrefix("1 deprovisioning goes on;"))
                let again = try await state.run("deliveries", "approve", id)
                #expect(again.exitCode == 1 && again.stderr.contains("is queued, expected held"), "\(again.stderr)")
                let listener = try await ListenerProcess.start(
                    in: state.folder, environment: OperatedState.environment)
                defer { listener.kill() }
                try await state.wait(for: "succeeded")
                let accounts = try await state.list("accounts", "accounts", "--status", "deactivated")
                #expect(accounts.count == 1)
                #expect(try await state.run("why", "00u1", "vault").stdout.contains("was deactivated: the person left"))
                let back = try await provision("ada@example.com")
                #expect(back.exitCode == 0 && back.stdout.contains("active: false → true"), "\(back.stdout)")
                _ = try await listener.stop()
            }
        }
    }

    @Test func `every flag of the default list has its variable, and nothing makes a state but an apply`() async throws
    {
        try await TemporaryFolder.with { folder in
            let list = try await ProgramRun.reconcile(
                ["deliveries"], environment: ["RECONCILE_OUTPUT": "json", "RECONCILE_LIMIT": "3"], in: folder.url)
            #expect(list.exitCode == 0 && list.stdout.hasPrefix("{"), "\(list.stdout)\(list.stderr)")
            for arguments in [
                ["deliveries", "retry", "--all"], ["deliveries", "approve", "--all"], ["vacuum", "--keep", "30d"],
                ["connector", "reset", "wiki"],
            ] {
                let run = try await ProgramRun.reconcile(arguments, in: folder.url)
                #expect(run.exitCode == 1 && run.stderr.contains("R4001"), "\(run.stderr)")
                #expect(run.stderr.contains("`reconcile apply -f manifests/` makes it"))
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/.reconcile"))
        }
    }

    @Test func `doctor names what is missing and shows no secret`() async throws {
        try await TemporaryFolder.with { folder in
            let nothing = try await ProgramRun.reconcile(["doctor"], in: folder.url)
            #expect(nothing.exitCode == 1)
            #expect(nothing.stdout.contains("`reconcile apply -f manifests/` makes it"), "\(nothing.stdout)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/.reconcile"))
            try ManifestTree.write(to: folder)
            _ = try await ProgramRun.reconcile(["apply", "-f", "manifests"], in: folder.url)
            let bare = try await ProgramRun.reconcile(
                ["doctor", "--offline"], environment: ["WIKI_SCIM_TOKEN": OperatedState.token], in: folder.url)
            #expect(bare.exitCode == 1)
            #expect(bare.stdout.contains("wrong  LoginTrigger/app-backend: the environment variable"), "\(bare.stdout)")
            #expect(bare.stdout.contains("1 thing needs somebody's attention."))
            #expect(!bare.stdout.contains(OperatedState.token))
            let whole = try await ProgramRun.reconcile(
                ["doctor", "--offline", "-o", "json"], environment: OperatedState.environment, in: folder.url)
            #expect(whole.exitCode == 0 && whole.stdout.contains("\"ok\": true"), "\(whole.stdout)")
        }
    }
}
