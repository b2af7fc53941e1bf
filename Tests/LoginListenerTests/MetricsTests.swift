import Hummingbird
import HummingbirdTesting
import LoginListener
import Metrics
import Model
import Provisioning
import Synchronization
import TestSupport
import Testing

struct MetricsTests {
    @Test func `health, readiness and metrics are answered`() async throws {
        let fixture = try ListenerFixture()
        _ = try await TriggerRoutesTests.post(in: fixture)
        _ = try await TriggerRoutesTests.post(in: fixture)
        _ = try await TriggerRoutesTests.post(headers: [.contentType: "application/json"], in: fixture)
        fixture.time.advance(by: .seconds(90))
        try await fixture.application().test(.router) { client in
            #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/readyz", method: .get).status == .ok)
            let metrics = try await client.execute(uri: "/metrics", method: .get)
            #expect(metrics.headers[.contentType] == "text/plain; version=0.0.4; charset=utf-8")
            let lines = String(buffer: metrics.body).split(separator: "\n")
            for line in [
                "# TYPE reconcile_logins_total counter",
                #"reconcile_logins_total{result="accepted",code=""} 1"#,
                #"reconcile_logins_total{result="duplicate",code=""} 1"#,
                #"reconcile_logins_total{result="refused",code="R5002"} 1"#,
                "# HELP reconcile_store_up 1 when the store answered this scrape, else 0.",
                "# TYPE reconcile_login_ack_seconds histogram", "reconcile_login_ack_seconds_count 2",
                #"reconcile_login_ack_seconds_bucket{le="+Inf"} 2"#, "reconcile_store_up 1",
                #"reconcile_queue_depth{connector="wiki",status="queued"} 1"#,
                #"reconcile_queue_oldest_seconds{connector="wiki"} 90"#,
                #"reconcile_queue_depth{connector="idle",status="queued"} 0"#,
                #"reconcile_dead_letters{connector="wiki"} 0"#,
            ] {
                #expect(lines.contains(Substring(line)), "\(line)")
            }
            fixture.routing.set(.failure(.busy))
            fixture.deliveries.fail(with: .busy)
            #expect(try await client.execute(uri: "/healthz", method: .get).status == .ok)
            #expect(try await client.execute(uri: "/readyz", method: .get).status == .serviceUnavailable)
            let failing = try await client.execute(uri: "/metrics", method: .get)
            #expect(String(buffer: failing.body).contains("reconcile_store_up 0"))
        }
    }

    @Test func `an unknown path and method are problems too`() async throws {
        try await ListenerFixture().application().test(.router) { client in
            for (path, method) in [("/nothing", HTTPRequest.Method.get), ("/triggers/app-backend", .get)] {
                let response = try await client.execute(uri: path, method: method)
                #expect(response.status == .notFound)
                #expect(members(response)["type"]?.string == "about:blank")
            }
        }
    }

    @Test func `no answer may be kept or taken for another type`() async throws {
        try await ListenerFixture().application().test(.router) { client in
            for (path, method) in [
                ("/healthz", HTTPRequest.Method.get), ("/readyz", .get), ("/metrics", .get), ("/nothing", .get),
                ("/logins/x", .get), ("/triggers/app-backend", .post),
            ] {
                let response = try await client.execute(uri: path, method: method)
                #expect(response.headers[.cacheControl] == "no-store", "\(path)")
                #expect(response.headers[.xContentTypeOptions] == "nosniff", "\(path)")
            }
        }
    }

    @Test func `labels are escaped and names made safe`() {
        let metrics = PrometheusMetrics()
        Counter(label: "a.b-c", dimensions: [("x", "1\"\\\n2")], factory: metrics).increment(by: 2)
        Gauge(label: "g", dimensions: [], factory: metrics).record(1.5)
        #expect(metrics.text == "# TYPE a_b_c counter\na_b_c{x=\"1\\\"\\\\\\n2\"} 2\n# TYPE g gauge\ng 1.5\n")
    }

    @Test func `a histogram counts into every bucket above the value`() {
        let metrics = PrometheusMetrics()
        Timer(label: "t", dimensions: [], factory: metrics).recordMilliseconds(30)
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains(#"t_bucket{le="0.025"} 0"#))
        #expect(lines.contains(#"t_bucket{le="0.05"} 1"#))
        #expect(lines.contains("t_sum 0.03"))
    }

    @Test func `a queue that takes long to count is counted seldom`() async throws {
        let slow = SlowCounting()
        let snapshot = QueueSnapshot(slow, pause: 1000)
        for _ in 0..<50 { _ = try await snapshot.standing() }
        #expect(slow.countings == 1)
        let eager = QueueSnapshot(slow, pause: 0)
        for _ in 0..<5 { _ = try await eager.standing() }
        #expect(slow.countings == 6)
    }

    @Test func `the breaker of each connector is in one state`() async throws {
        let fixture = try ListenerFixture()
        fixture.deliveries.health = [
            "wiki": ConnectorHealth(
                state: .halfOpen, reason: "r", code: nil, since: LoginFixture.now, probeAt: LoginFixture.now,
                openings: 1)
        ]
        try await fixture.application().test(.router) { client in
            let lines = String(buffer: try await client.execute(uri: "/metrics", method: .get).body)
                .split(separator: "\n")
            for (connector, states) in [("wiki", [0, 0, 1]), ("chat", [1, 0, 0])] {
                for (state, value) in zip(["closed", "open", "halfOpen"], states) {
                    let line = "reconcile_breaker_state{connector=\"\(connector)\",state=\"\(state)\"} \(value)"
                    #expect(lines.contains(Substring(line)), "\(line)")
                }
            }
        }
    }

    @Test func `requests are timed, and those the target throttled are counted`() throws {
        let metrics = PrometheusMetrics()
        let trace = [200, 429, 429].map { status in
            TracedExchange(method: "GET", url: "u", end: .status(status), took: .milliseconds(20))
        }
        let settlement = Settlement(
            delivery: DeliveryID("1"), result: .retry(at: LoginFixture.now, isDoubtful: false), reason: "r",
            code: .remoteThrottled, trace: trace, at: LoginFixture.now)
        ListenerMetrics(metrics).note(.settled(try Self.delivery(), settlement))
        let lines = metrics.text.split(separator: "\n")
        #expect(lines.contains(#"reconcile_throttles_total{connector="wiki"} 2"#))
        #expect(lines.contains(#"reconcile_request_seconds_bucket{connector="wiki",le="0.01"} 0"#))
        #expect(lines.contains(#"reconcile_request_seconds_count{connector="wiki"} 3"#))
        #expect(!metrics.text.contains("reconcile_delivery_seconds"), "a retry is no success")
    }

    @Test func `a success is timed from the login's arrival`() throws {
        let metrics = PrometheusMetrics()
        let done = Settlement(
            delivery: DeliveryID("1"), result: .done(.succeeded, link: nil), reason: "created",
            at: LoginFixture.now + .seconds(7))
        ListenerMetrics(metrics).note(.settled(try Self.delivery(), done))
        #expect(metrics.text.contains(#"reconcile_delivery_seconds_sum{connector="wiki"} 7"#))
    }

    @Test func `an attempt counts as running until it ends`() {
        let metrics = PrometheusMetrics()
        let counters = ListenerMetrics(metrics)
        let first = counters.attemptBegan(at: "wiki")
        let second = counters.attemptBegan(at: "wiki")
        #expect(metrics.text.contains(#"reconcile_deliveries_running{connector="wiki"} 2"#))
        first()
        second()
        #expect(metrics.text.contains(#"reconcile_deliveries_running{connector="wiki"} 0"#))
    }

    @Test func `every family is told with the labels it declares, and is in the documentation`() async throws {
        let page = try Repository.text("docs/observability.md")
        for family in MetricFamily.all {
            let labels = family.labels.isEmpty ? "" : family.labels.map { "`\($0)`" }.joined(separator: ", ")
            #expect(page.contains("| `\(family.name)` | \(family.kind.rawValue) | \(labels) |"), "\(family.name)")
        }
        #expect(Set(MetricFamily.all.map(\.name)).count == MetricFamily.all.count)
        let told = try Set(page.matches(of: Regex(#"`(reconcile_\w+)`"#)).compactMap { $0.output[1].substring })
        #expect(told.subtracting(MetricFamily.all.map { Substring($0.name) }).isEmpty, "the page tells of more")
    }

    private static func delivery() throws -> Delivery {
        Delivery(
            id: DeliveryID("1"), login: LoginID("1"), connector: "wiki", connection: "corp-okta",
            subject: try #require(Subject("s")), attributes: UserAttributes(), asOf: LoginFixture.now, attempt: 1,
            isDoubtful: false, isApproved: false, link: nil, receivedAt: LoginFixture.now)
    }

    @Test func `outcomes of deliveries are counted by connector and result`() throws {
        let metrics = PrometheusMetrics()
        let delivery = try Self.delivery()
        let dead = Settlement(
            delivery: delivery.id, result: .dead, reason: "no", code: .emptyRequired, at: LoginFixture.now)
        ListenerMetrics(metrics).note(.settled(delivery, dead))
        #expect(
            metrics.text.contains(
                #"reconcile_delivery_attempts_total{connector="wiki",result="dead",code="R6001"} 1"#))
    }

    @Test(arguments: [
        ("127.0.0.1", true), ("127.9.9.9", true), ("localhost", true), ("::1", true), ("0.0.0.0", false),
        ("127.example.com", false), ("10.0.0.1", false),
    ])
    func `only this machine's own addresses are loopback`(host: String, isLoopback: Bool) {
        #expect(ListenerOptions(host: host).isLoopback == isLoopback)
    }
}

/// A queue that takes twenty milliseconds to count.
private final class SlowCounting: DeliveryQueue {
    private let inner = MemoryDeliveries()
    private let number = Mutex(0)

    var countings: Int { number.withLock { $0 } }

    func counts() async throws(StoreError) -> [DeliveryCount] {
        number.withLock { $0 += 1 }
        try? await Task.sleep(for: .milliseconds(20))
        return []
    }

    func glance() async throws(StoreError) -> QueueGlance { try await inner.glance() }
    func claim(connector: String, limit: Int, lease: Duration, at now: Timestamp) async throws(StoreError) -> [Delivery]
    {
        []
    }
    func extend(_ claims: [Claim], until end: Timestamp) async throws(StoreError) {}
    func settle(_ settlement: Settlement) async throws(StoreError) {}
    func record(_ health: ConnectorHealth?, of connector: String) async throws(StoreError) {}
}
