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

    /// The end of one attempt, and the link to store when the account is as wanted.
    package struct Attempt: Sendable {
        package let outcome: DeliveryOutcome
        package let link: AccountLink?

        package init(outcome: DeliveryOutcome, link: AccountLink?) {
            self.outcome = outcome
            self.link = link
        }
    }

    /// Performs a claimed delivery: scope, mapping, then the target unless it is known to hold all of it already.
    package func attempt(
        _ delivery: Delivery, in remote: RemoteSession, links: any AccountLinks
    ) async -> Attempt {
        if case .outside(let reason) = ScopeFilter.verdict(on: delivery.attributes, in: spec.scope) {
            return Attempt(outcome: .outOfScope(reason: reason), link: nil)
        }
        let account: DesiredAccount
        do throws(EmptyAttribute) {
            account = try mapping.account(for: delivery.attributes, requiring: Swift.type(of: type).requiredTargets)
        } catch {
            return Attempt(outcome: .rejected(.emptyRequired, reason: error.description), link: nil)
        }
        let digest = account.digest(at: type.system)
        if let link = delivery.link, link.digest == digest, !delivery.isDoubtful {
            let known = RemoteAccount(id: link.remote, name: link.remoteName)
            return Attempt(outcome: .unchanged(known), link: link)
        }
        let outcome = await type.deliver(order(for: account, of: delivery, links: links), in: remote)
        let link = outcome.account.map { account in
            AccountLink(
                connector: name, subject: delivery.subject, remote: account.id, remoteName: account.name,
                digest: digest)
        }
        return Attempt(outcome: outcome, link: link)
    }

    private func order(
        for account: DesiredAccount, of delivery: Delivery, links: any AccountLinks
    ) -> DeliveryOrder {
        let (connector, subject) = (name, delivery.subject)
        return DeliveryOrder(
            account: account, linked: delivery.link?.remote, matchOn: spec.conflict.matchOn,
            policy: spec.conflict.policy, isDoubtful: delivery.isDoubtful,
            otherOwner: { id async throws(StoreError) in
                let owner = try await links.owner(of: id, connector: connector)
                return owner == subject ? nil : owner
            })
    }
}
