import Model

/// The operations on one SCIM service: each sends its request and reads the answer.
struct SCIM2Service: Sendable {
    let settings: SCIM2Settings
    let remote: RemoteSession

    /// As the service's quirks want them, as far as they are known now.
    var requests: SCIM2Requests { requests(for: quirks) }
    /// Asked for only when the answer is there: a pause that the answer names counts from then.
    var responses: SCIM2Responses { SCIM2Responses(now: remote.now) }

    func requests(for quirks: SCIM2Quirks) -> SCIM2Requests {
        SCIM2Requests(baseURL: settings.baseURL, quirks: quirks)
    }

    /// `nil` when it is gone.
    func read(
        _ id: RemoteAccountID, from endpoint: SCIM2Requests.Endpoint = .users
    ) async throws(DeliveryStop) -> SCIM2Resource? {
        let answer = try await send(requests.read(endpoint, id))
        switch responses.read(answer, id: id) {
        case .found(let resource): return resource
        case .gone: return nil
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    func create(_ user: SCIM2User, password: Redacted?) async throws(DeliveryStop) -> SCIM2Responses.Create {
        var differences = user.attributes.map { $0.difference(from: .null) }
        if let password {
            differences.append(
                AttributeDifference(path: "password", held: nil, wanted: .string(password.description)))
        }
        remote.tell(.differs(differences))
        let answer = try await settle { quirks in
            requests(for: quirks).create(.users, user.adapted(to: quirks, isNew: true).resource, password: password)
        }
        guard let answer else { return .failed(.rejected(.remoteRejected, reason: "there is nothing to create")) }
        return responses.create(answer, of: user)
    }

    /// Deletes the account; one that is gone is deleted.
    ///
    /// Nobody's change would keep the account, so the request names a version only when the service insists on one.
    func delete(_ id: RemoteAccountID) async throws(DeliveryStop) {
        var answer: RemoteAnswer?
        if !quirks.has(.wantsVersion) {
            answer = try await send(requests.delete(id, version: nil))
        }
        if answer.map({ responses.wantsVersion($0) }) ?? true {
            guard let held = try await read(id) else { return }
            answer = try await send(requests.delete(id, version: held.version))
            remember(quirks.adding(.wantsVersion))
        }
        guard let answer else { return }
        switch responses.write(answer, of: .delete, id: id) {
        case .written, .gone: return
        case .unsupported: throw DeliveryStop(.rejected(.remoteRejected, reason: "the target deletes no users"))
        case .outdated(let reason): throw DeliveryStop(.transient(.remoteRejected, reason: reason, retryAt: nil))
        case .failed(let outcome): throw DeliveryStop(outcome)
        }
    }

    func send(_ request: HTTPRequest) async throws(DeliveryStop) -> RemoteAnswer {
        do throws(RemoteFailure) {
            return try await remote.send(request, with: settings.authentication.credentials)
        } catch {
            throw DeliveryStop(error.outcome(of: request.method))
        }
    }
}
