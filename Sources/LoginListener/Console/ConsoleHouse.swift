package import Model
package import Provisioning

/// The stored state at a glance: what is declared, how each connector stands, and what differs.
package struct ConsoleHouse: Hashable, Sendable {
    /// Whether this process has manifests to compare the stored state with.
    package enum Manifests: Hashable, Sendable {
        case unknown
        case known
        /// They are there, and can't be compared.
        case unusable
    }

    /// How a resource differs from what it should be.
    package struct Difference: Hashable, Sendable {
        /// How the stored form differs from the one last applied; `nil` without drift.
        package var drift: String?
        /// Somebody accepted the drift for a while.
        package var isAcknowledged: Bool
        /// What an apply of the known manifests would do to it: `create`, `update`, `delete`.
        package var pending: String?

        package static let none = Difference()

        package init(drift: String? = nil, isAcknowledged: Bool = false, pending: String? = nil) {
            self.drift = drift
            self.isAcknowledged = isAcknowledged
            self.pending = pending
        }
    }

    package struct Connection: Hashable, Sendable {
        package let name: String
        package let displayName: String?
        package let isEnabled: Bool
        package let difference: Difference

        package init(name: String, displayName: String?, isEnabled: Bool, difference: Difference = .none) {
            self.name = name
            self.displayName = displayName
            self.isEnabled = isEnabled
            self.difference = difference
        }
    }

    package struct Flow: Hashable, Sendable {
        package let name: String
        package let displayName: String?
        /// The connections it offers, ascending.
        package let connections: [String]
        package let difference: Difference

        package init(name: String, displayName: String?, connections: [String], difference: Difference = .none) {
            self.name = name
            self.displayName = displayName
            self.connections = connections
            self.difference = difference
        }
    }

    package struct Connector: Hashable, Sendable {
        package let name: String
        package let type: String
        package let connection: String
        package let isEnabled: Bool
        package let standing: ConnectorStanding
        package let difference: Difference

        package init(
            name: String, type: String, connection: String, isEnabled: Bool,
            standing: ConnectorStanding = ConnectorStanding(), difference: Difference = .none
        ) {
            self.name = name
            self.type = type
            self.connection = connection
            self.isEnabled = isEnabled
            self.standing = standing
            self.difference = difference
        }
    }

    /// A resource that the picture does not show: a trigger, or one that differs by not being stored.
    package struct Other: Hashable, Sendable {
        package let key: ResourceKey
        package let isStored: Bool
        package let difference: Difference

        package init(key: ResourceKey, isStored: Bool, difference: Difference = .none) {
            self.key = key
            self.isStored = isStored
            self.difference = difference
        }
    }

    /// Each ascending by name.
    package let connections: [Connection]
    package let flows: [Flow]
    package let connectors: [Connector]
    package let others: [Other]
    package let manifests: Manifests

    package init(
        connections: [Connection], flows: [Flow], connectors: [Connector], others: [Other] = [],
        manifests: Manifests = .unknown
    ) {
        self.connections = connections
        self.flows = flows
        self.connectors = connectors
        self.others = others
        self.manifests = manifests
    }
}

/// All that the console's first page shows, as of one look at the store.
package struct ConsoleGlance: Sendable {
    package let house: ConsoleHouse
    /// The newest logins' first.
    package let deliveries: [DeliveryRecord]
    /// Dead letters and held deliveries that are shown; there may be more.
    package let attention: [DeliveryRecord]
    /// How many there are.
    package let attentionCount: Int
    package let at: Timestamp

    package init(
        house: ConsoleHouse, deliveries: [DeliveryRecord], attention: [DeliveryRecord], attentionCount: Int,
        at: Timestamp
    ) {
        self.house = house
        self.deliveries = deliveries
        self.attention = attention
        self.attentionCount = attentionCount
        self.at = at
    }
}
