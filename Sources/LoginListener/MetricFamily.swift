/// A metric that the listener tells, with the words for it.
package struct MetricFamily: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case counter
        case gauge
        case histogram
    }

    package let name: String
    package let kind: Kind
    package let labels: [String]
    /// One line for `/metrics`.
    package let help: String

    private init(_ name: String, _ kind: Kind, _ labels: [String] = [], _ help: String) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.help = help
    }

    static let loginAck = Self(
        "reconcile_login_ack_seconds", .histogram,
        "From a login's headers to its durable acknowledgement, without the time an answer is held.")
    static let logins = Self(
        "reconcile_logins_total", .counter, ["result", "code"],
        "Logins by result: accepted, duplicate, refused with its code, or ignored: an event that is no login.")
    static let delivery = Self(
        "reconcile_delivery_seconds", .histogram, ["connector"],
        "From a login's arrival to the account being as wanted, successes only.")
    static let attempts = Self(
        "reconcile_delivery_attempts_total", .counter, ["connector", "result", "code"],
        "Attempts at deliveries by how they ended.")
    static let requests = Self(
        "reconcile_request_seconds", .histogram, ["connector"], "Requests to targets, answered or not.")
    static let throttles = Self(
        "reconcile_throttles_total", .counter, ["connector"], "Requests that the target answered with 429.")
    static let running = Self(
        "reconcile_deliveries_running", .gauge, ["connector"], "Attempts that this process has under way.")
    static let breaker = Self(
        "reconcile_breaker_state", .gauge, ["connector", "state"],
        "1 for the state of the connector's breaker, else 0: closed, open or halfOpen.")
    static let breakerMoves = Self(
        "reconcile_breaker_moves_total", .counter, ["connector", "state"],
        "Moves of a connector's breaker that this process made or saw, by the new state.")
    static let storeFailures = Self(
        "reconcile_store_failures_total", .counter, ["code"], "Accesses to the store that failed, by code.")
    static let depth = Self(
        "reconcile_queue_depth", .gauge, ["connector", "status"], "Open deliveries of all processes by status.")
    static let oldest = Self(
        "reconcile_queue_oldest_seconds", .gauge, ["connector"],
        "Since the login of the oldest open delivery arrived, held ones left out; 0 when there is none.")
    static let deadLetters = Self(
        "reconcile_dead_letters", .gauge, ["connector"], "Deliveries that were given up and wait for a person.")
    static let storeUp = Self("reconcile_store_up", .gauge, "1 when the store answered this scrape, else 0.")
    static let connections = Self("reconcile_connections", .gauge, "Connections that are open to the listener.")
    static let cuts = Self(
        "reconcile_connections_cut_total", .counter, ["reason"],
        "Connections and streams that the listener ended: handshake, header, body, write, idle, drain, crowded or malformed."
    )
    static let certificateEnd = Self(
        "reconcile_certificate_end_seconds", .gauge, "When the listener's certificate ends, in seconds since 1970.")
    static let build = Self("reconcile_build_info", .gauge, ["version"], "Always 1; the version that runs.")

    /// Every family, in the order of the documentation.
    package static let all = [
        loginAck, logins, delivery, attempts, requests, throttles, running, depth, oldest, deadLetters,
        breaker, breakerMoves, storeFailures, storeUp, connections, cuts, certificateEnd, build,
    ]

    private init(_ name: String, _ kind: Kind, _ help: String) {
        self.init(name, kind, [], help)
    }
}
