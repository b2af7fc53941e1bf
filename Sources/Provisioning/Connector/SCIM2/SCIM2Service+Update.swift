import Model

// An account that is there is made to hold what is wanted.

extension SCIM2Service {
    /// Makes the account hold what is wanted; tells the paths that were written, none when it held all of it.
    ///
    /// When somebody changed it between our reading and our writing, it is read once more.
    /// - Parameter check: Decides whether the account that was read again may still be written.
    func update(
        _ held: SCIM2Resource, to user: SCIM2User,
        check: (SCIM2Resource) async throws(DeliveryStop) -> Void = { _ async throws(DeliveryStop) in }
    ) async throws(DeliveryStop) -> [String] {
        var held = held
        // Lists bear no ETag: who came out of one is read first where writes have to name a version.
        if quirks.has(.wantsVersion), held.version == nil { held = try await readAgain(held, check) }
        switch try await write(held, to: user) {
        case .done(let paths): return paths
        case .outdated(let reason):
            let again = try await readAgain(held, check)
            if held.version == nil { remember(quirks.adding(.wantsVersion)) }
            // The same version, and it is refused: the service can't compare versions.
            if let version = held.version, again.version == version { remember(quirks.adding(.refusesVersion)) }
            guard case .done(let paths) = try await write(again, to: user) else {
                throw DeliveryStop(.transient(.remoteRejected, reason: reason, retryAt: nil))
            }
            return paths
        }
    }

    private func readAgain(
        _ held: SCIM2Resource, _ check: (SCIM2Resource) async throws(DeliveryStop) -> Void
    ) async throws(DeliveryStop) -> SCIM2Resource {
        guard let again = try await read(held.account.id) else { throw DeliveryStop(vanished) }
        try await check(again)
        return again
    }

    private enum Update {
        case done([String])
        case outdated(String)
    }

    private func write(_ held: SCIM2Resource, to user: SCIM2User) async throws(DeliveryStop) -> Update {
        let changes = user.adapted(to: quirks, isNew: false).changes(to: held.value)
        remote.tell(.differs(changes.map { $0.difference(from: held.value) }))
        guard !changes.isEmpty else { return .done([]) }
        let config = try await configForWrite(of: held)
        var written = changes
        var method = HTTPRequest.Method.patch
        let answer = try await settle { quirks in
            let user = user.adapted(to: quirks, isNew: false)
            written = user.changes(to: held.value)
            guard !written.isEmpty else { return nil }
            let request = request(held, user, written, quirks, config)
            method = request.method
            return request
        }
        guard let answer else { return .done([]) }
        switch responses.write(answer, of: method, id: held.account.id) {
        case .written: return .done(written.map(\.target.path))
        case .outdated(let reason): return .outdated(reason)
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .gone: throw DeliveryStop(vanished)
        case .unsupported:
            let name = method.rawValue
            let hint = settings.update == .auto ? "" : "; set `update: auto`"
            throw DeliveryStop(.rejected(.remoteRejected, reason: "the target offers no \(name) of users\(hint)"))
        }
    }

    private var vanished: DeliveryOutcome {
        .transient(.remoteRejected, reason: "the account vanished while it was updated", retryAt: nil)
    }

    /// Asked for only when it can make a difference.
    private func configForWrite(of held: SCIM2Resource) async throws(DeliveryStop) -> SCIM2ServiceConfig {
        guard settings.update == .auto || held.version != nil else { return SCIM2ServiceConfig(nil) }
        return try await config()
    }

    private func request(
        _ held: SCIM2Resource, _ user: SCIM2User, _ changes: [SCIM2User.Attribute], _ quirks: SCIM2Quirks,
        _ config: SCIM2ServiceConfig
    ) -> HTTPRequest {
        let requests = requests(for: quirks)
        let version = quirks.version(held.version, config)
        switch quirks.method(settings.update, config) {
        case .put:
            return requests.replace(
                .users, held.account.id, with: user.merged(into: held.value), version: version)
        default: return requests.patch(held.account.id, changes, version: version)
        }
    }
}

extension SCIM2Quirks {
    /// How an account is written: as the settings say; else as the service says of itself, until it shows otherwise.
    func method(_ update: SCIM2Settings.Update, _ config: SCIM2ServiceConfig) -> HTTPRequest.Method {
        switch update {
        case .patch: return .patch
        case .put: return .put
        case .auto:
            if has(.lacksPatch) != has(.lacksPut) { return has(.lacksPatch) ? .put : .patch }
            return config.patch == false ? .put : .patch
        }
    }

    /// The version that a write names: the one that was read, unless the service does not offer it.
    func version(_ read: String?, _ config: SCIM2ServiceConfig) -> String? {
        if has(.refusesVersion) { return nil }
        return has(.wantsVersion) || config.etag != false ? read : nil
    }
}
