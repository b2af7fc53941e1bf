import Model

/// Turns answers into meanings. Pure. An answer that is not exactly what was asked for is no success.
struct SalesforceResponses: Sendable {
    /// Reads dates in answers.
    let now: Timestamp

    enum Search: Sendable {
        /// All records that there are.
        case records([Value])
        case failed(DeliveryOutcome)
    }

    enum Read: Sendable {
        case found(SalesforceRecord)
        case gone
        case failed(DeliveryOutcome)
    }

    enum Create: Sendable {
        case created(String)
        /// An upsert met the record, and changed it.
        case changed(String)
        case duplicate(reason: String, isUserName: Bool)
        case failed(DeliveryOutcome)
    }

    enum Write: Sendable {
        case written
        case gone
        case duplicate(reason: String, isUserName: Bool)
        case failed(DeliveryOutcome)
    }

    func search(_ answer: RemoteAnswer) -> Search {
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let body = answer.json, let total = body["totalSize"]?.int,
            let records = body["records"]?.list, body["done"] == .bool(true), records.count == total
        else { return .failed(unusable("the look-up's answer is no list of records")) }
        return .records(records)
    }

    func read(_ answer: RemoteAnswer, id: RemoteAccountID) -> Read {
        if answer.status == 404, SalesforceError(answer).code == "NOT_FOUND" { return .gone }
        guard answer.status == 200 else { return .failed(failure(answer, of: .get)) }
        guard let user = answer.json.flatMap(SalesforceRecord.init), user.isAccount(id) else {
            return .failed(unusable("the answer is not the linked account"))
        }
        return .found(user)
    }

    /// - Parameter prefix: What ids of the object that was made begin with.
    func create(_ answer: RemoteAnswer, of method: HTTPRequest.Method, prefix: String) -> Create {
        switch answer.status {
        case 200...299:
            guard let body = answer.json, body["success"] == .bool(true), body["errors"]?.list?.isEmpty ?? true,
                let id = body["id"]?.string, SalesforceID(id, prefix: prefix) != nil
            else { return .failed(brokenSuccess(answer)) }
            return body["created"] == .bool(false) ? .changed(id) : .created(id)
        case 300 where method == .patch:
            return .failed(.conflict(reason: "several accounts have this external id", candidates: []))
        default: break
        }
        let error = SalesforceError(answer)
        guard (400...499).contains(answer.status), error.isDuplicate else {
            return .failed(failure(answer, of: method))
        }
        return .duplicate(reason: error.description, isUserName: error.code == "DUPLICATE_USERNAME")
    }

    func write(_ answer: RemoteAnswer, of method: HTTPRequest.Method) -> Write {
        switch answer.status {
        case 204: return .written
        case 200...299: return .failed(brokenSuccess(answer))
        case 404 where SalesforceError(answer).code == "NOT_FOUND": return .gone
        case 404 where SalesforceError(answer).code == "ENTITY_IS_DELETED": return .gone
        default: break
        }
        let error = SalesforceError(answer)
        guard (400...499).contains(answer.status), error.isDuplicate else {
            return .failed(failure(answer, of: method))
        }
        return .duplicate(reason: error.description, isUserName: error.code == "DUPLICATE_USERNAME")
    }

    /// A success without what makes it one. When it lists errors, these say what is wrong.
    private func brokenSuccess(_ answer: RemoteAnswer) -> DeliveryOutcome {
        let error = SalesforceError(answer)
        let said = error.entries.isEmpty ? "without a usable id" : "and says otherwise: \(error)"
        return .ambiguous(
            .remoteAnswerUnusable, reason: "the target answered \(answer.status) to a change, \(said)")
    }

    private func unusable(_ reason: String) -> DeliveryOutcome {
        .transient(.remoteAnswerUnusable, reason: reason, retryAt: nil)
    }
}
