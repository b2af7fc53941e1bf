import Model

/// Turns answers into meanings (RFC 7644 §3.12). Pure. An answer that is not exactly what was asked for is no success.
struct SCIM2Responses: Sendable {
    /// Reads dates in answers.
    let now: Timestamp

    enum Search: Sendable {
        case page(SCIM2Page)
        /// The target can't filter by this attribute (RFC 7644 §3.4.2.2), or not at all.
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
        /// It may have been there already.
        case existing(SCIM2Resource)
        case duplicate(reason: String, isUniqueness: Bool)
        /// The target broke down; some do so instead of saying that the account exists.
        case broken(reason: String, retryAt: Timestamp?)
        case failed(DeliveryOutcome)
    }

    enum Write: Sendable {
        case written
        case gone
        /// The target does not offer this method.
        case unsupported
        /// The resource is not as it was read (RFC 7644 §3.14), or its version has to be named.
        case outdated(reason: String)
        case failed(DeliveryOutcome)
    }

    /// - Parameter isFiltered: The request had a filter.
    func search(_ answer: RemoteAnswer, isFiltered: Bool) -> Search {
        if isFiltered, refusesFilter(answer) { return .unfilterable }
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let page = json(answer).flatMap({ SCIM2Page($0, of: answer) }) else {
            return .failed(unusable("the look-up's answer is no list of resources with ids"))
        }
        return .page(page)
    }

    /// 501 says it by its number; 400 and 403 by a word.
    private func refusesFilter(_ answer: RemoteAnswer) -> Bool {
        let error = SCIM2Error(answer)
        switch answer.status {
        case 400, 403: return error.words.contains("filter")
        case 501: return true
        default: return false
        }
    }

    func read(_ answer: RemoteAnswer, id: RemoteAccountID) -> Read {
        if answer.status == 404 || answer.status == 410 { return .gone }
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let user = json(answer).flatMap({ SCIM2Resource($0, of: answer, etag: answer.header("ETag")) }),
            user.account.id == id
        else {
            return .failed(unusable("the answer is not the resource that was asked for"))
        }
        return .found(user)
    }

    func create(_ answer: RemoteAnswer, of wanted: SCIM2User) -> Create {
        switch answer.status {
        case 200, 201:
            guard let user = json(answer).flatMap({ SCIM2Resource($0, of: answer) }) else {
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
            // Some answer 200 with the account that is there already; 201 alone says that it is new.
            guard answer.status == 201 || user.isCertainly(wanted) else { return .existing(user) }
            return .created(user.account)
        case 400, 409:
            let error = SCIM2Error(answer)
            let isUniqueness = error.scimType?.lowercased() == "uniqueness"
            guard answer.status == 409 || isUniqueness else { return .failed(failure(answer, of: .post)) }
            return .duplicate(reason: error.description, isUniqueness: isUniqueness || error.scimType == nil)
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
            guard let user = json(answer).flatMap({ SCIM2Resource($0, of: answer) }), user.account.id == id else {
                return .failed(
                    .ambiguous(
                        .remoteAnswerUnusable, reason: "the target answered 200 to an update, without the account"))
            }
            return .written
        // The account was just read, so a 404 means the method, not the account.
        case 404 where method == .patch: return .unsupported
        case 405 where method != .delete, 501 where method != .delete: return .unsupported
        case 404, 410: return .gone
        case 412, 428: return .outdated(reason: SCIM2Error(answer).description)
        case 409: return .failed(.conflict(reason: SCIM2Error(answer).description, candidates: []))
        default: return .failed(failure(answer, of: method))
        }
    }

    /// RFC 6585 §3; some say 412.
    func wantsVersion(_ answer: RemoteAnswer) -> Bool { answer.status == 428 || answer.status == 412 }

    private func json(_ answer: RemoteAnswer) -> Value? { answer.rawJSON }

    private func unusable(_ reason: String) -> DeliveryOutcome {
        .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
    }
}

extension SCIM2Responses {
    /// What an answer means that is no success, whatever was asked.
    func failure(_ answer: RemoteAnswer, of method: HTTPRequest.Method) -> DeliveryOutcome {
        StatusMeaning(
            method: method, reason: SCIM2Error(answer).description,
            retryAt: RetryAfter.moment(answer.header("Retry-After"), now: now), address: "baseUrl"
        ).outcome(of: answer.status)
    }
}
