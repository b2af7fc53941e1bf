package import Model

/// A request to a trigger, as far as a proof may look at it.
package struct TriggerRequest: Sendable {
    /// By lower-case name (RFC 9110 §5.1).
    private let fields: [(name: String, value: String)]
    /// The bytes as they came; a signature covers them one by one.
    package let body: [UInt8]

    /// - Parameter fields: In the order of the request, by lower-case name; of a repeated one the first counts.
    package init(fields: [(name: String, value: String)], body: [UInt8]) {
        self.fields = fields
        self.body = body
    }

    package init(headers: [String: String], body: [UInt8]) {
        self.init(fields: headers.map { ($0.key.lowercased(), $0.value) }, body: body)
    }

    /// - Parameter name: In lower case.
    package func header(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// What a proof showed beside that it is right.
package struct TriggerProof: Hashable, Sendable {
    /// The event id that the proof covers, when it covers one.
    package let eventID: String?
    /// What the sender proved, when it is not the body as it came.
    package let body: [UInt8]?
    /// The claims of a token that is the proof and the event in one.
    package let claims: ValueMap?

    package init(eventID: String?, body: [UInt8]? = nil, claims: ValueMap? = nil) {
        self.eventID = eventID
        self.body = body
        self.claims = claims
    }
}

/// What proofs are checked with.
package struct ProofMeans: Sendable {
    /// Resolves at each proof, so that a rotated secret counts at once.
    package let secrets: any SecretResolving
    /// The keys of issuers that sign.
    package let keys: KeyCache

    package init(secrets: any SecretResolving, keys: KeyCache) {
        self.secrets = secrets
        self.keys = keys
    }

    func resolve(_ reference: SecretReference) throws(TriggerRefusal) -> Redacted {
        do throws(SecretFailure) {
            return try secrets.resolve(reference)
        } catch {
            throw .secretUnavailable(error.description)
        }
    }
}

/// A way in which logins arrive and are proven. `Self` is the trigger's settings, decoded.
///
/// Both steps are pure but for what `ProofMeans` resolves.
package protocol TriggerType: ManifestObject {
    /// As in `type:`.
    static var name: String { get }

    /// The media types of its requests, in lower case.
    static var mediaTypes: [String] { get }

    /// Where its issuers' keys are fetched from.
    var keyAddresses: [WebAddress] { get }

    /// Checks who sent the request and that nobody changed it.
    ///
    /// - Throws: R5002, R5003, R5015, or what only this type's proof can be wrong in. The answer takes the same time
    ///   however wrong a secret is.
    func prove(
        _ request: TriggerRequest, by means: ProofMeans, at now: Timestamp
    ) async throws(TriggerRefusal) -> TriggerProof

    /// Reads what a proven request tells.
    ///
    /// - Throws: R5004, R5005, or what only this type's events can be wrong in.
    func report(in request: TriggerRequest, proven proof: TriggerProof) throws(TriggerRefusal) -> TriggerReport

    /// The answer that its senders expect in place of the contract's.
    func answer(to outcome: TriggerOutcome) -> TriggerAnswer?

    /// Answers a sender that asks, unproven, whether it may send here.
    ///
    /// - Parameter query: The decoded members of the query, by name.
    /// - Returns: The body of the answer; `nil` refuses.
    func consent(to query: [String: String]) -> String?
}

extension TriggerType {
    package static var mediaTypes: [String] { ["application/json"] }

    package var keyAddresses: [WebAddress] { [] }

    package func answer(to outcome: TriggerOutcome) -> TriggerAnswer? { nil }

    package func consent(to query: [String: String]) -> String? { nil }
}
