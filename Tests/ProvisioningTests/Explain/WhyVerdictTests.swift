import Model
import Provisioning
import TestSupport
import Testing

/// The sentence that `why` gives, for every way a delivery can stand.
struct WhyVerdictTests {
    private static let now = LoginFixture.now

    private static func subject() throws -> Subject { try #require(Subject("00u1")) }

    private static func login(_ id: String = "lgn_2", at: Timestamp = now) throws -> LoginRecord {
        LoginRecord(
            id: LoginID(id), trigger: "app-backend", eventID: "evt-1", occurredAt: nil, receivedAt: at,
            application: "crm", connection: "corp-okta", subject: try subject(), attributes: UserAttributes(),
            deliveries: [])
    }

    private static func delivery(
        _ status: DeliveryStatus, login: String = "lgn_2", asOf: Timestamp = now, due: Timestamp = now,
        attempt: Int = 2, code: DiagnosticCode? = nil
    ) throws -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID("dlv_1"), login: LoginID(login), connector: "wiki", subject: try subject(),
            userName: "ada", status: status, attempt: attempt, isDoubtful: status == .ambiguous, isApproved: false,
            asOf: asOf, dueAt: due, changedAt: now, reason: "told so", code: code?.id, trace: [], supersededBy: nil)
    }

    private static func account(_ account: AccountLink.Account) throws -> AccountRecord {
        AccountRecord(
            connector: "wiki", subject: try subject(), account: account, remoteName: "ada", asOf: now,
            confirmedAt: now, login: nil)
    }

    private static func verdict(
        connector: String? = "wiki", login: LoginRecord?, delivery: DeliveryRecord?, account: AccountRecord? = nil,
        breaker: ConnectorHealth? = nil
    ) throws -> WhyVerdict {
        let spec = try connector.map { try #require(try LoginFixture.table().connectors[$0]) }
        return Why.Connector(
            name: connector ?? "gone", origin: nil, spec: spec, login: login, delivery: delivery, account: account,
            breaker: breaker
        ).verdict(at: now)
    }

    @Test func `a connector that is gone or off owes nothing, whatever was delivered`() throws {
        let delivery = try Self.delivery(.succeeded)
        let gone = try Self.verdict(connector: nil, login: try Self.login(), delivery: delivery)
        #expect(gone.summary == "nothing is owed: the connector is not in the stored state")
        let off = try Self.verdict(connector: "idle", login: try Self.login(), delivery: delivery)
        #expect(off.summary == "nothing is owed: the connector is off")
        #expect(off.remedy?.contains("reconcile connector enable idle") == true)
    }

    @Test func `without a login nothing is owed`() throws {
        let verdict = try Self.verdict(login: nil, delivery: nil)
        #expect(
            verdict.summary
                == "nothing is owed: no login of this person through connection `corp-okta` is stored")
        #expect(verdict.remedy == nil)
    }

    @Test func `a login that owed nothing at the time says what to do now`() throws {
        let late = Self.now + .seconds(5)
        let earlier = try Self.delivery(.succeeded, login: "lgn_1")
        for delivery in [nil, earlier] {
            let verdict = try Self.verdict(login: try Self.login(at: late), delivery: delivery)
            #expect(verdict.summary.hasPrefix("nothing is owed: the connector was off or not there"))
            #expect(
                verdict.remedy?.contains(
                    "`reconcile provision --connection corp-okta --application crm --connector wiki") == true)
        }
    }

    @Test(arguments: [
        (DeliveryStatus.skipped, "nothing was sent: told so"),
        (.superseded, "nothing was sent: a later login took its place"),
        (.sent, "it is under way; a listener holds it until 2026-11-23T19:00:00.000Z"),
        (.queued, "it waits; the next attempt is at 2026-11-23T19:00:00.000Z: 2 attempts failed so far"),
        (
            .ambiguous,
            "it waits; the next attempt is at 2026-11-23T19:00:00.000Z, and looks the account up first: 2 attempts failed so far"
        ),
        (.succeeded, "done: told so"),
    ])
    func `a delivery tells how it stands`(status: DeliveryStatus, summary: String) throws {
        let verdict = try Self.verdict(login: try Self.login(), delivery: try Self.delivery(status))
        #expect(verdict == WhyVerdict(summary))
    }

    @Test func `what needs a person names the command`() throws {
        let dead = try Self.verdict(
            login: try Self.login(), delivery: try Self.delivery(.dead, code: .remoteUnauthorised))
        #expect(dead.summary == "given up after 2 attempts")
        #expect(
            dead.remedy
                == "Check the connector's credentials and their permissions. Then: `reconcile deliveries retry dlv_1`")
        let held = try Self.verdict(login: try Self.login(), delivery: try Self.delivery(.held))
        #expect(held.remedy == "`reconcile deliveries approve dlv_1` lets it go on")
    }

    @Test func `what failed or was skipped says what its code means`() throws {
        let waiting = try Self.verdict(
            login: try Self.login(), delivery: try Self.delivery(.queued, code: .connectorSecretUnavailable))
        #expect(
            waiting.remedy?.hasPrefix("Set the variable or file that the connector's secret reference names") == true)
        let skipped = try Self.verdict(
            login: try Self.login(), delivery: try Self.delivery(.skipped, code: .outOfScope))
        #expect(skipped.remedy == "See the connector's `scope`.")
    }

    @Test func `a due delivery that nobody took asks for the listener`() throws {
        let verdict = try Self.verdict(
            login: try Self.login(), delivery: try Self.delivery(.queued, due: Self.now + .seconds(-61), attempt: 0))
        #expect(verdict.summary == "it is due since 2026-11-23T18:58:59.000Z, and nobody took it")
        #expect(verdict.remedy == "check that `reconcile listen` runs on this state")
    }

    @Test func `a breaker that is open is why a delivery waits`() throws {
        let health = ConnectorHealth(
            state: .open, reason: "the target answered 401", code: .remoteUnauthorised, since: Self.now,
            probeAt: Self.now + .seconds(60), openings: 1)
        let verdict = try Self.verdict(
            login: try Self.login(), delivery: try Self.delivery(.queued), breaker: health)
        #expect(verdict.summary.contains("the breaker of the connector is open"))
        #expect(verdict.summary.contains("the target answered 401"))
        #expect(verdict.remedy?.contains("`reconcile connector reset wiki`") == true)
    }

    @Test func `an account tells whether it is there or was taken away`() throws {
        let id = try #require(RemoteAccountID(answered: "id-1"))
        let cases: [(AccountLink.Account, String)] = [
            (.active(id), "the account is as wanted: ada (id-1)"),
            (.deactivated(id), "the account ada (id-1) was deactivated: the person left the scope"),
            (.deleted, "the account ada was deleted: the person left the scope"),
        ]
        for (account, summary) in cases {
            let verdict = try Self.verdict(
                login: try Self.login(), delivery: try Self.delivery(.succeeded), account: try Self.account(account))
            #expect(verdict.summary == summary)
        }
    }
}
