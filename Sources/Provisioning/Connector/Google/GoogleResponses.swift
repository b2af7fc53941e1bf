import Model

/// Turns answers into meanings. Pure. An answer that is not exactly what was asked for is no success.
struct GoogleResponses: Sendable {
    /// Reads dates in answers.
    let now: Timestamp

    enum Search: Sendable {
        case page([GoogleResource], next: String?)
        case failed(DeliveryOutcome)
    }

    enum Read: Sendable {
        case found(GoogleResource)
        case nobody
        case failed(DeliveryOutcome)
    }

    enum Create: Sendable {
        case created(RemoteAccount)
        case duplicate(reason: String)
        case failed(DeliveryOutcome)
    }

    enum Write: Sendable {
        case written
        case gone(reason: String)
        /// Something of the request is taken, or Google is not done with an earlier change; it may have applied this.
        case contested(reason: String)
        case failed(DeliveryOutcome)
    }

    func search(_ answer: RemoteAnswer) -> Search {
        guard answer.status == 200 else { return .failed(failure(answer, of: .get, concerns: .everybody)) }
        guard let list = json(answer), list["kind"]?.string == "admin#directory#users", list["error"] == nil else {
            return .failed(unusable("the look-up's answer is no list of users"))
        }
        let entries = list["users"]?.list ?? []
        let users = entries.compactMap(GoogleResource.init)
        guard users.count == entries.count, list["users"].map({ $0.list != nil }) ?? true else {
            return .failed(unusable("the look-up's answer lists users without id"))
        }
        return .page(users, next: list["nextPageToken"]?.string)
    }

    /// - Parameter id: The account that must be the one in the answer; `nil` when it was asked for by its address.
    func read(_ answer: RemoteAnswer, id: RemoteAccountID?) -> Read {
        if answer.status == 404, isMissing(answer) { return .nobody }
        guard answer.status == 200 else {
            return .failed(failure(answer, of: .get, concerns: id == nil ? .onePerson : .everybody))
        }
        guard let user = json(answer).flatMap(GoogleResource.init) else {
            return .failed(unusable("the answer is no user"))
        }
        guard id == nil || user.account.id == id else {
            return .failed(unusable("the answer is not the linked account"))
        }
        return .found(user)
    }

    func create(_ answer: RemoteAnswer, of wanted: GoogleUser) -> Create {
        switch answer.status {
        case 200, 201:
            guard let user = json(answer).flatMap(GoogleResource.init) else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable, reason: "Google answered \(answer.status) to a create, without an id"))
            }
            guard user.hasPrimaryEmail(wanted.primaryEmail ?? "") else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable,
                        reason: "Google answered \(answer.status) to a create, with another person's account"))
            }
            return .created(user.account)
        case 409: return .duplicate(reason: GoogleError(answer).description)
        default: return .failed(failure(answer, of: .post, concerns: .onePerson))
        }
    }

    func patch(_ answer: RemoteAnswer, id: RemoteAccountID) -> Write {
        switch answer.status {
        case 200:
            guard let user = json(answer).flatMap(GoogleResource.init), user.account.id == id else {
                return .failed(
                    .ambiguous(.remoteAnswerUnusable, reason: "Google answered 200 to an update, without the account"))
            }
            return .written
        case 404 where isMissing(answer): return .gone(reason: GoogleError(answer).description)
        case 409: return .contested(reason: GoogleError(answer).description)
        default: return .failed(failure(answer, of: .patch, concerns: .onePerson))
        }
    }

    func delete(_ answer: RemoteAnswer) -> Write {
        switch answer.status {
        case 204: return .written
        case 200:
            // The method answers an empty body; a page in a 200 deleted nothing that we know of.
            guard answer.body.isEmpty || json(answer).map({ $0.map?.isEmpty ?? false }) ?? false else {
                return .failed(
                    .ambiguous(.remoteAnswerUnusable, reason: "Google answered 200 to a deletion, with something else"))
            }
            return .written
        case 404 where isMissing(answer): return .gone(reason: GoogleError(answer).description)
        case 409: return .contested(reason: GoogleError(answer).description)
        default: return .failed(failure(answer, of: .delete, concerns: .onePerson))
        }
    }

    /// Google itself says that there is no such thing; a wrong `baseUrl` gives other pages.
    func isMissing(_ answer: RemoteAnswer) -> Bool {
        let error = GoogleError(answer)
        return error.isGoogles && error.has(["notFound"])
    }

    func json(_ answer: RemoteAnswer) -> Value? { answer.json }

    func unusable(_ reason: String) -> DeliveryOutcome {
        .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
    }
}
