import Model

/// Something that a service does otherwise than RFC 7644 has it, and that shows in a refusal.
///
/// What is done differently then stands in `SCIM2Requests` and `SCIM2User`, which are made for the quirks of a service.
enum SCIM2Quirk: String, CaseIterable, Sendable {
    /// Users and groups are not patched.
    case lacksPatch
    case lacksPut
    /// `Add`, `Replace` and `Remove`, as some services that grew up with Microsoft Entra want them.
    case capitalOperations
    /// An item of a list has a `value` alone.
    case plainItems
    /// Bodies are `application/json`.
    case plainJSON
    /// The `externalId` of an account that is there can't be changed.
    case fixedExternalID
    /// No attribute can be searched by: everybody is listed. Shows in look-ups, not in a refused change.
    case lacksFilter
    /// A write names the version that it is about.
    case wantsVersion
    /// A write that names the version is refused though the version is right.
    case refusesVersion

    /// How a quirk shows.
    struct Sign: Sendable {
        let quirk: SCIM2Quirk
        let methods: Set<HTTPRequest.Method>
        let statuses: Set<Int>
        /// One of these stands in what the error says; empty when its words don't matter.
        var words: [String] = []

        func fits(_ error: SCIM2Error, _ method: HTTPRequest.Method) -> Bool {
            methods.contains(method) && statuses.contains(error.status)
                && (words.isEmpty || words.contains { error.words.contains($0) })
        }
    }

    /// In the order in which they are tried. A sign may mislead: what follows from it is kept when it helped.
    static let signs = [
        // What is patched was just read, so a 404 means the method.
        Sign(quirk: .lacksPatch, methods: [.patch], statuses: [404, 405, 501]),
        Sign(quirk: .lacksPut, methods: [.put], statuses: [405, 501]),
        Sign(quirk: .plainJSON, methods: [.post, .put, .patch], statuses: [415]),
        Sign(quirk: .wantsVersion, methods: [.put, .patch], statuses: [412, 428]),
        Sign(
            quirk: .fixedExternalID, methods: [.put, .patch], statuses: [400],
            words: ["mutability", "externalid"]),
        Sign(
            quirk: .plainItems, methods: [.post, .put, .patch], statuses: [400],
            words: ["type", "primary"]),
        Sign(
            quirk: .capitalOperations, methods: [.patch], statuses: [400],
            words: ["replace", "remove", "`add`", "'add'", "\"add\"", "operation", "op "]),
    ]
}

/// The quirks that a service has shown.
struct SCIM2Quirks: Hashable, Sendable {
    private(set) var known: Set<SCIM2Quirk>

    /// - Parameter remembered: As `value` wrote them.
    init(_ remembered: Value?) {
        known = Set((remembered?.list ?? []).compactMap { $0.string.flatMap(SCIM2Quirk.init) })
    }

    var value: Value { .list(known.map(\.rawValue).sorted().map(Value.string)) }

    func has(_ quirk: SCIM2Quirk) -> Bool { known.contains(quirk) }

    func adding(_ quirk: SCIM2Quirk) -> SCIM2Quirks {
        var copy = self
        copy.known.insert(quirk)
        return copy
    }

    /// What the refusal may mean that is not known yet, most likely first.
    func hinted(by answer: RemoteAnswer, to method: HTTPRequest.Method) -> [SCIM2Quirk] {
        guard (400...599).contains(answer.status) else { return [] }
        let error = SCIM2Error(answer)
        return SCIM2Quirk.signs.filter { $0.fits(error, method) && !has($0.quirk) }.map(\.quirk)
    }
}
