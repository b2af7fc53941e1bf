package import Model

/// A kind of account system that we can provision. `Self` is its settings, decoded.
///
/// Adding one: a folder beside this file, and a line in `ConnectorCatalog.builtIn`.
package protocol ConnectorType: ManifestObject {
    /// As in `type:`.
    static var name: String { get }
    /// Target attribute to template, used where the manifest says nothing.
    static var mappingDefaults: [String: String] { get }
    /// Target attributes without which no account can be made.
    static var requiredTargets: [String] { get }
    /// What `conflict.matchOn` may name, in the default order.
    static var matchAttributes: [String] { get }
    /// What is wrong with a target attribute of a mapping; `nil` when it may be mapped.
    static func mappingProblem(_ target: String) -> String?

    /// What a mapping may name, as the target documents it; empty when its own schema says so.
    static var targets: [TargetAttribute] { get }

    /// Identifies the system that the settings point at: accounts of another system are other accounts.
    var system: String { get }

    /// The mapped account with what the settings say about it, such as a constant or a generated name.
    ///
    /// It is what is compared and remembered, so that a change of the settings is delivered like one of the mapping.
    func completed(_ account: DesiredAccount, for person: SignedInPerson) -> DesiredAccount

    /// Looks, without changing anything, whether the target can be provisioned, and tells what it found.
    func probe(in remote: RemoteSession) async -> [ProbeStep]

    /// Makes the remote account equal to what is wanted. Every answer of the target maps to an outcome.
    ///
    /// Looks for an existing account before it creates one, so a repeat of a doubtful attempt makes no second.
    func deliver(_ order: DeliveryOrder, in remote: RemoteSession) async -> DeliveryOutcome

    /// Takes the account away. An account that is gone already is the wanted end.
    func remove(_ id: RemoteAccountID, by removal: AccountRemoval, in remote: RemoteSession) async -> DeliveryOutcome
}

extension ConnectorType {
    package static var targets: [TargetAttribute] { [] }
    package func completed(_ account: DesiredAccount, for person: SignedInPerson) -> DesiredAccount { account }
}

/// How an account is taken away from a person who left the scope.
package enum AccountRemoval: Hashable, Sendable {
    case deactivate
    case delete
}

/// What one delivery asks of a connector type.
package struct DeliveryOrder: Sendable {
    package let account: DesiredAccount
    package let person: SignedInPerson
    /// The remote account of this person as it was linked, if any.
    package let linked: RemoteAccountID?
    /// We deactivated the linked account before: it must be active again, whatever the mapping says.
    package let isReactivation: Bool
    /// Attributes that identify an existing account, tried in order.
    package let matchOn: [String]
    package let policy: OutboundConnector.ConflictPolicy
    /// An earlier attempt may have created the account: an exact match by our own identifier is ours then.
    package let isDoubtful: Bool
    /// Who else is linked to the account, if anybody.
    package let otherOwner: @Sendable (RemoteAccountID) async throws(StoreError) -> Subject?

    package init(
        account: DesiredAccount, person: SignedInPerson, linked: RemoteAccountID?, isReactivation: Bool = false,
        matchOn: [String],
        policy: OutboundConnector.ConflictPolicy, isDoubtful: Bool,
        otherOwner: @escaping @Sendable (RemoteAccountID) async throws(StoreError) -> Subject?
    ) {
        self.account = account
        self.person = person
        self.linked = linked
        self.isReactivation = isReactivation
        self.matchOn = matchOn
        self.policy = policy
        self.isDoubtful = isDoubtful
        self.otherOwner = otherOwner
    }
}
