package import Model

/// A connector of the stored state, ready to deliver: its type with settings, and its templates parsed.
package struct PreparedConnector: Sendable {
    package let name: String
    package let type: any ConnectorType
    package let spec: OutboundConnector
    private let mapping: AttributeMapping

    /// - Throws: what can't be read back, such as a type that this program does not have.
    package init(name: String, spec: OutboundConnector, catalog: ConnectorCatalog) throws(Diagnostics) {
        self.name = name
        self.spec = spec
        type = try catalog.connector(type: spec.type, settings: spec.settings)
        do throws(TemplateReading.Finding) {
            mapping = try AttributeMapping(spec.mapping)
        } catch {
            throw Diagnostics([Diagnostic(.malformedTemplate, "a stored template can't be read: \(error)")])
        }
    }

    /// The end of one attempt, and the link to store when the target is as wanted.
    package struct Attempt: Sendable {
        package let outcome: DeliveryOutcome
        package let link: AccountLink?

        package init(outcome: DeliveryOutcome, link: AccountLink? = nil) {
            self.outcome = outcome
            self.link = link
        }
    }

    /// Performs a claimed delivery: age, scope, mapping, then the target unless it is known to hold all of it already.
    package func attempt(
        _ delivery: Delivery, in remote: RemoteSession, links: any AccountLinks
    ) async -> Attempt {
        if let link = delivery.link, link.asOf > delivery.asOf {
            return Attempt(outcome: .stale(since: link.asOf))
        }
        if case .outside(let reason) = ScopeFilter.verdict(on: delivery.attributes, in: spec.scope) {
            return await leave(delivery, because: reason, in: remote, links: links)
        }
        let account: DesiredAccount
        do throws(EmptyAttribute) {
            account = try self.account(for: delivery.person)
        } catch {
            return Attempt(outcome: .rejected(.emptyRequired, reason: error.description))
        }
        let digest = account.digest(at: type.system)
        if let link = delivery.link, case .active(let id) = link.account, link.digest == digest, !delivery.isDoubtful {
            let known = RemoteAccount(id: id, name: link.remoteName)
            return Attempt(outcome: .unchanged(known), link: self.link(delivery, to: known, digest: digest))
        }
        let outcome = await type.deliver(order(for: account, of: delivery, links: links), in: remote)
        return Attempt(
            outcome: outcome, link: outcome.account.map { self.link(delivery, to: $0, digest: digest) })
    }

    /// What the target should hold about a person.
    ///
    /// - Throws: the first required attribute that is empty, with its template.
    package func account(for person: SignedInPerson) throws(EmptyAttribute) -> DesiredAccount {
        let account = type.completed(mapping.account(for: person.attributes), for: person)
        for target in Swift.type(of: type).requiredTargets.sorted() where account[target] == nil {
            throw EmptyAttribute(target: target, template: mapping.templates[target])
        }
        return account
    }

    /// Looks, without changing anything, whether the target can be provisioned.
    package func probe(in remote: RemoteSession) async -> [ProbeStep] { await type.probe(in: remote) }

    /// Every template with what it gives for a person, by target attribute.
    package func mapped(_ attributes: UserAttributes) -> [MappedAttribute] {
        mapping.templates.sorted { $0.key < $1.key }.map { target, template in
            MappedAttribute(target: target, template: template.source, value: template.value(for: attributes))
        }
    }

    private func link(_ delivery: Delivery, to account: RemoteAccount, digest: String) -> AccountLink {
        AccountLink(
            connector: name, subject: delivery.subject, account: .active(account.id), remoteName: account.name,
            digest: digest, asOf: delivery.asOf)
    }

    private func order(
        for account: DesiredAccount, of delivery: Delivery, links: any AccountLinks
    ) -> DeliveryOrder {
        let (connector, subject) = (name, delivery.subject)
        let linked = delivery.link?.account
        let isReactivation = if case .deactivated = linked { true } else { false }
        // A create that timed out may be carried out after the account of a later one is gone again.
        let isDoubtful = delivery.isDoubtful || linked == .deleted
        return DeliveryOrder(
            account: account, person: delivery.person, linked: linked?.id, isReactivation: isReactivation,
            matchOn: spec.conflict.matchOn, policy: spec.conflict.policy, isDoubtful: isDoubtful,
            otherOwner: { id async throws(StoreError) in
                let owner = try await links.owner(of: id, connector: connector)
                return owner == subject ? nil : owner
            })
    }
}
