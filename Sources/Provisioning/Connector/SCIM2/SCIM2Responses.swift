import Model

/// Turns answers into meanings (RFC 7644 §3.12). Pure. An answer that is not exactly what was asked for is no success.
struct SCIM2Responses: Sendable {
    /// Reads dates in answers.
    let now: Timestamp

    enum Search: Sendable {
        case page([SCIM2Resource], total: Int)
        /// The target can't filter by this attribute (RFC 7644 §3.4.2.2).
        case unfilterable
        case failed(DeliveryOutcome)
    }

    enum Read: Sendable {
        case found(SCIM2Resource)
        case gone
        case failed(DeliveryOutcome)
    }

    enum Create: Sendable {
        case created(RemoteAccount)
        case duplicate(reason: String, isUniqueness: Bool)
        /// The target broke down; some do so instead of saying that the account exists.
        case broken(reason: String, retryAt: Timestamp?)
        case failed(DeliveryOutcome)
    }

    enum Write: Sendable {
        case written
        case gone
        /// The target does not offer this method for users.
        case unsupported
        case failed(DeliveryOutcome)
    }

    func search(_ answer: RemoteAnswer) -> Search {
        if answer.status == 400, SCIM2Error(answer).scimType == "invalidFilter" { return .unfilterable }
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let list = json(answer), !SCIM2Resource.isError(list), let total = list.member("totalResults")?.int,
            total >= 0
        else { return .failed(unusable("the look-up's answer is no list of users")) }
        let entries = list.member("Resources")?.list ?? []
        let users = entries.compactMap(SCIM2Resource.init)
        guard users.count == entries.count, total == 0 || !users.isEmpty else {
            return .failed(unusable("the look-up's answer lists users without id"))
        }
        return .page(users, total: total)
    }

    func read(_ answer: RemoteAnswer, id: RemoteAccountID) -> Read {
        if answer.status == 404 { return .gone }
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let user = json(answer).flatMap(SCIM2Resource.init), user.account.id == id else {
            return .failed(unusable("the answer is not the linked account"))
        }
        return .found(user)
    }

    func create(_ answer: RemoteAnswer, of wanted: SCIM2User) -> Create {
        switch answer.status {
        case 200, 201:
            guard let user = json(answer).flatMap(SCIM2Resource.init) else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable, reason: "the target answered \(answer.status) to a create, without an id"
                    ))
            }
            guard user.mayBe(wanted) else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable,
                        reason: "the target answered \(answer.status) to a create, with another person's account"))
            }
            return .created(user.account)
        case 409:
            let error = SCIM2Error(answer)
            return .duplicate(reason: error.description, isUniqueness: error.scimType ?? "uniqueness" == "uniqueness")
        case 500:
            return .broken(
                reason: SCIM2Error(answer).description,
                retryAt: RetryAfter.moment(answer.header("Retry-After"), now: now))
        default: return .failed(failure(answer, of: .post))
        }
    }

    func write(_ answer: RemoteAnswer, of method: HTTPRequest.Method, id: RemoteAccountID) -> Write {
        switch answer.status {
        case 204: return .written
        case 200 where method == .delete:
            // RFC 7644 §3.6 has 204; a page or an error in a 200 deleted nothing that we know of.
            guard answer.body.isEmpty || json(answer).map({ !SCIM2Resource.isError($0) }) ?? false else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable, reason: "the target answered 200 to a deletion, with something else"))
            }
            return .written
        case 200:
            guard let user = json(answer).flatMap(SCIM2Resource.init), user.account.id == id else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable, reason: "the target answered 200 to an update, without the account"))
            }
            return .written
        // The account was just read, so a 404 means the method, not the account.
        case 404 where method == .patch, 405 where method == .patch, 501 where method == .patch: return .unsupported
        case 404: return .gone
        case 409: return .failed(.conflict(reason: SCIM2Error(answer).description, candidates: []))
        default: return .failed(failure(answer, of: method))
        }
    }

    private func json(_ answer: RemoteAnswer) -> Value? {
        try? JSONReader.read(answer.body)
    }

    private func unusable(_ reason: String) -> DeliveryOutcome {
        .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
    }
}

extension SCIM2Responses {
    /// What an answer means that is no success, whatever was asked.
    func failure(_ answer: RemoteAnswer, of method: HTTPRequest.Method) -> DeliveryOutcome {
        let reason = SCIM2Error(answer).description
        let retryAt = RetryAfter.moment(answer.header("Retry-After"), now: now)
        switch answer.status {
        case 401: return .unauthorised(reason: reason)
        // RFC 7644 §3.12: not permitted, which may be about this one person.
        case 403: return .transient(.remoteUnauthorised, reason: reason, retryAt: retryAt)
        case 429: return .throttled(reason: reason, retryAt: retryAt)
        case 503 where method.isSafe || retryAt != nil:
            return .transient(.remoteUnreachable, reason: reason, retryAt: retryAt)
        // RFC 9110 §15.5.13: the account changed between our reading and our writing.
        case 412: return .transient(.remoteRejected, reason: reason, retryAt: nil)
        case 501: return .rejected(.remoteRejected, reason: reason)
        case 408, 425, 500...599:
            return method.isSafe
                ? .transient(.remoteUnreachable, reason: reason, retryAt: nil)
                : .ambiguous(.doubtfulOutcome, reason: reason, retryAt: retryAt)
        case 300...399:
            return .rejected(.remoteRejected, reason: "\(reason); redirects are not followed, correct `baseUrl`")
        case 400...499: return .rejected(.remoteRejected, reason: reason)
        default:
            return method.isSafe
                ? .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
                : .ambiguous(.remoteAnswerUnusable, reason: reason)
        }
    }
}

/// What an answer says about its failure (RFC 7644 §3.12); the body may as well be HTML.
struct SCIM2Error: CustomStringConvertible {
    let status: Int
    let scimType: String?
    let detail: String?

    init(_ answer: RemoteAnswer) {
        let body = try? JSONReader.read(answer.body)
        status = answer.status
        scimType = body?.member("scimType")?.string.map(answer.shown)
        detail = body?.member("detail")?.string.map(answer.shown)
    }

    var description: String {
        let type = scimType.map { " (\($0))" } ?? ""
        return "the target answered \(status)\(type)" + (detail.map { ": \($0)" } ?? "")
    }
}
