import Model

/// Makes one account as wanted: look up, then update, adopt or create.
struct SalesforceDelivery: Sendable {
    private let order: DeliveryOrder
    private let settings: SalesforceSettings
    private let service: SalesforceService
    private let wanted: SalesforceUser
    private let permissionSets: SalesforcePermissionSets?

    /// - Throws: when the wanted account can't be written.
    init(_ order: DeliveryOrder, _ settings: SalesforceSettings, in remote: RemoteSession) throws(DeliveryStop) {
        self.order = order
        self.settings = settings
        service = SalesforceService(settings: settings, remote: remote)
        permissionSets = SalesforcePermissionSets(
            settings, wanted: order.account[SalesforceUser.permissionSets])
        do throws(SalesforceField.Problem) {
            let user = try SalesforceUser(order.account)
            let isActive = try SalesforceField("IsActive")
            wanted = order.isReactivation && user["IsActive"] == nil ? user.with(isActive, .bool(true)) : user
        } catch {
            throw DeliveryStop(.rejected(.remoteRejected, reason: error.description))
        }
    }

    func outcome() async throws(DeliveryStop) -> DeliveryOutcome {
        let correlation = SalesforceCorrelation(order: order, wanted: wanted, service: service)
        if let id = order.linked, let held = try await service.read(id, correlation.fields) {
            service.remote.tell(.found(held.account, by: "account link"))
            let changed = try await update(held, correlation)
            let account = RemoteAccount(id: id, name: name(of: held))
            return changed.isEmpty ? .unchanged(account) : .updated(account, changed: changed)
        }
        if let match = try await correlation.match(correlation.past) { return try await adopt(match, correlation) }
        return try await create(correlation)
    }

    private func adopt(
        _ match: SalesforceRecord, _ correlation: SalesforceCorrelation
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        let changed = try await update(match, correlation)
        return .adopted(RemoteAccount(id: match.account.id, name: name(of: match)), changed: changed)
    }

    private func name(of held: SalesforceRecord) -> String { wanted.userName ?? held.account.name }

    /// Writes what differs; tells what was written.
    private func update(
        _ held: SalesforceRecord, _ correlation: SalesforceCorrelation
    ) async throws(DeliveryStop) -> [String] {
        let id = held.account.id
        let changes = try await service.resolved(wanted).changes(to: held.value)
        service.remote.tell(.differs(changes.map { $0.difference(from: held.value) }))
        if !changes.isEmpty {
            switch try await service.update(id, changes) {
            case .written: break
            case .gone:
                throw DeliveryStop(
                    .transient(.remoteRejected, reason: "the account vanished while it was updated", retryAt: nil))
            case .duplicate(let reason, let isUserName):
                throw DeliveryStop(await conflict(reason, isUserName, correlation))
            case .failed(let outcome): throw DeliveryStop(outcome)
            }
        }
        let isAssigned = try await permissionSets?.apply(to: id, isNew: false, by: service) ?? false
        return changes.map(\.field.name) + (isAssigned ? [SalesforceUser.permissionSets] : [])
    }

    private func create(_ correlation: SalesforceCorrelation) async throws(DeliveryStop) -> DeliveryOutcome {
        switch try await service.create(try await newcomer()) {
        case .created(let id): return try await finish(id) { .created($0) }
        case .changed(let id):
            let changed = wanted.attributes.map(\.field.name)
            return try await finish(id) { .adopted($0, changed: changed) }
        case .failed(let outcome): return outcome
        case .duplicate(let reason, let isUserName):
            if let match = try await correlation.match(correlation.past) { return try await adopt(match, correlation) }
            return await conflict(reason, isUserName, correlation)
        }
    }

    /// The user with all that Salesforce wants to know of a new one.
    private func newcomer() async throws(DeliveryStop) -> SalesforceUser {
        let user: SalesforceUser
        do throws(SalesforceField.Problem) {
            user = try wanted.completed(by: settings.newAccounts)
        } catch {
            throw DeliveryStop(.rejected(.remoteRejected, reason: error.description))
        }
        guard user["ProfileId"] != nil else {
            throw DeliveryStop(
                .rejected(
                    .emptyRequired,
                    reason: "a new user needs a profile: set `newAccounts.profile`, or map `ProfileId`"))
        }
        return try await service.resolved(user)
    }

    /// The account is there; what fails from here on leaves it to be found by the next attempt.
    private func finish(
        _ text: String, _ end: (RemoteAccount) -> DeliveryOutcome
    ) async throws(DeliveryStop) -> DeliveryOutcome {
        guard let id = RemoteAccountID(answered: text), try await isFree(id) else {
            return .ambiguous(
                .remoteAnswerUnusable, reason: "the target answered a create with another person's account")
        }
        do throws(DeliveryStop) {
            _ = try await permissionSets?.apply(to: id, isNew: true, by: service)
        } catch {
            return .ambiguous(
                .doubtfulOutcome, reason: "the account \(id) is there, but not complete: \(error.outcome.reason)",
                retryAt: error.outcome.retryAt)
        }
        return end(RemoteAccount(id: id, name: wanted.userName ?? text))
    }

    /// Whether nobody else is linked to the account: the answer to a create holds no more than an id.
    private func isFree(_ id: RemoteAccountID) async throws(DeliveryStop) -> Bool {
        do throws(StoreError) {
            return try await order.otherOwner(id) == nil
        } catch {
            let finding = error.diagnostic
            throw DeliveryStop(.ambiguous(finding.code, reason: finding.message))
        }
    }

    private func conflict(
        _ reason: String, _ isUserName: Bool, _ correlation: SalesforceCorrelation
    ) async -> DeliveryOutcome {
        guard isUserName, let name = wanted.userName else { return .conflict(reason: reason, candidates: []) }
        let holders = await correlation.holdersOfUserName()
        guard holders.isEmpty else { return .conflict(reason: reason, candidates: holders) }
        return .conflict(
            reason: "`\(name)` is a user name in another Salesforce organisation, nobody has it here: \(reason)",
            candidates: [])
    }
}
