import Model

/// An attribute and the text that it should have.
struct SCIM2Key: Hashable, Sendable {
    let attribute: String
    let text: String
}

/// What a listing brought.
struct SCIM2Listing: Sendable {
    /// Those that were looked for.
    var kept: [SCIM2Resource] = []
    /// There were others, which a filter should have kept away.
    var hasOthers = false
    /// All pages were read.
    var isWhole = false

    /// The service ignored the filter, and these are the wanted ones of all.
    var isOfAll: Bool { hasOthers && isWhole }
}

extension SCIM2Service {
    /// Most pages of a listing that are read.
    private static let mostPages = 200

    /// Those that have a key, checked here since some services ignore filters; `nil` when the service says that it
    /// can't filter by the attribute.
    ///
    /// - Parameter keys: What else is looked for, should the answer hold everybody.
    func search(
        _ endpoint: SCIM2Requests.Endpoint, by key: SCIM2Key, among keys: [SCIM2Key]
    ) async throws(DeliveryStop) -> SCIM2Listing? {
        try await list(
            isFiltered: true, key.attribute, keys: keys.isEmpty ? [key] : keys, isHit: { $0.fits(key) },
            page: { requests.search(endpoint, key.attribute, equals: key.text, from: $0) })
    }

    /// Those of all that have one of the keys.
    func searchAll(
        _ endpoint: SCIM2Requests.Endpoint, for keys: [SCIM2Key]
    ) async throws(DeliveryStop) -> [SCIM2Resource] {
        let names = keys.map(\.attribute).joined(separator: " or ")
        let found = try await list(
            isFiltered: false, names, keys: keys, isHit: { _ in false }, page: { requests.list(endpoint, from: $0) })
        return found?.kept ?? []
    }

    /// How many there are.
    func count(_ endpoint: SCIM2Requests.Endpoint) async throws(DeliveryStop) -> Int {
        let answer = try await send(requests.list(endpoint, from: nil))
        switch responses.search(answer, isFiltered: false) {
        case .unfilterable: throw DeliveryStop(responses.failure(answer, of: .get))
        case .failed(let outcome): throw DeliveryStop(outcome)
        case .page(let page): return page.total ?? page.resources.count
        }
    }

    /// Reads page after page.
    ///
    /// - Parameter isHit: Two of these decide that there are several: the rest is not read.
    private func list(
        isFiltered: Bool, _ name: String, keys: [SCIM2Key], isHit: (SCIM2Resource) -> Bool,
        page: (_ start: Int?) -> HTTPRequest
    ) async throws(DeliveryStop) -> SCIM2Listing? {
        var seen: Set<RemoteAccountID> = []
        var found = SCIM2Listing()
        var first = 1
        for _ in 0..<Self.mostPages {
            let start = seen.isEmpty ? nil : seen.count + first
            let answer = try await send(page(start))
            let read: SCIM2Page
            switch responses.search(answer, isFiltered: isFiltered) {
            case .unfilterable: return nil
            case .failed(let outcome): throw DeliveryStop(outcome)
            case .page(let page): read = page
            }
            if seen.isEmpty, read.start == 0 { first = 0 }
            let fresh = read.resources.filter { !seen.contains($0.account.id) }
            seen.formUnion(fresh.map(\.account.id))
            found.kept += fresh.filter { user in keys.contains { user.fits($0) } }
            found.hasOthers = found.hasOthers || fresh.contains { user in !keys.contains { user.nearlyFits($0) } }
            found.isWhole = read.total.map { seen.count >= $0 } ?? fresh.isEmpty
            if found.isWhole || found.kept.count(where: isHit) > 1 { return found }
            guard fresh.isEmpty else { continue }
            if seen.isEmpty {
                throw DeliveryStop(
                    .transient(
                        .remoteAnswerUnusable, reason: "the look-up's answer counts users and lists none", retryAt: nil)
                )
            }
            if found.kept.contains(where: isHit) { return found }
            // One may be left where pages count from 0 and nobody said so.
            if first == 1 {
                first = 0
                continue
            }
            throw DeliveryStop(
                .rejected(
                    .remoteRejected,
                    reason: "the target ignores filters and pages, so an account can't be looked up by \(name)"))
        }
        throw DeliveryStop(
            .rejected(
                .remoteRejected,
                reason: "the target ignores filters and has too many users to look one up by \(name)"))
    }
}

extension SCIM2Resource {
    func fits(_ key: SCIM2Key) -> Bool { has(key.attribute, key.text) }

    /// One that a lax comparison lets through, by letter case or a part of the text: no sign of a filter that is ignored.
    fileprivate func nearlyFits(_ key: SCIM2Key) -> Bool {
        guard !fits(key), let target = try? SCIM2Target(key.attribute) else { return true }
        return target.value(in: value)?.asPlainText?.lowercased().contains(key.text.lowercased()) ?? false
    }
}

extension Value {
    /// A text, or a number or Boolean as text.
    var asPlainText: String? {
        switch self {
        case .string(let text): text
        case .int(let number): String(number)
        case .bool(let flag): String(flag)
        default: nil
        }
    }
}
