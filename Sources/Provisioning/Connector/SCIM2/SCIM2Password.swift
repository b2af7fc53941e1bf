package import Model

/// The password that a new account gets; an account that is there keeps its own.
package struct SCIM2Password: ManifestObject, Hashable {
    package static let doc = "The password of a new account. It is sent with a create and never again."

    package enum Mode: String, ManifestChoice, Hashable {
        /// The service makes none, or its own.
        case none
        /// One that nobody knows.
        case random
        /// What the login says, and a random one for those it says nothing of.
        case attribute
        /// The same for everybody.
        case secret
    }

    /// Where the password comes from; `nil` sends none.
    let source: Source?

    enum Source: Hashable, Sendable {
        case random
        case attribute(String)
        case secret(SecretReference)
    }

    private static let mode = Field<Mode>.defaulted(
        "mode",
        "Where it comes from: nowhere, a `random` one, a user `attribute` (who has none gets a random one), or a "
            + "`secret` that everybody gets.", to: .none)
    private static let attribute = Field<String>.optional(
        "attribute", "The user attribute, with `mode: attribute`. Logins are stored with all their attributes.",
        example: "initialPassword")
    private static let secret = Field<SecretReference>.optional(
        "secret", "The password by reference, with `mode: secret`: 8 characters or more.",
        example: "{env: WIKI_FIRST_PASSWORD}")

    package static let fields = [mode.shape, attribute.shape, secret.shape]

    package init?(_ object: inout ObjectReader) {
        let mode = object.defaulted(Self.mode)
        let attribute = object.optional(Self.attribute)
        let secret = object.optional(Self.secret)
        guard let mode else { return nil }
        let problem: String? =
            if mode == .attribute, !object.has("attribute") {
                "`mode: attribute` wants the field `attribute`"
            } else if mode == .secret, !object.has("secret") {
                "`mode: secret` wants the field `secret`"
            } else if mode != .attribute, object.has("attribute") {
                "the field `attribute` belongs to `mode: attribute`"
            } else if mode != .secret, object.has("secret") {
                "the field `secret` belongs to `mode: secret`"
            } else {
                nil
            }
        if let problem {
            object.reading.report(.exactlyOne, at: object.node.position, problem, hint: "or change `mode`")
            return nil
        }
        switch (mode, attribute, secret) {
        case (.none, _, _): source = nil
        case (.random, _, _): source = .random
        case (.attribute, let attribute?, _): source = .attribute(attribute)
        case (.secret, _, let secret?): source = .secret(secret)
        case (.attribute, nil, _), (.secret, _, nil): return nil
        }
    }

    /// Fewest characters, so that it can be told apart from other text when it has to be hidden.
    static let shortest = 8

    /// The password of a new account, if it gets one.
    ///
    /// - Throws: why there is none, without a word of it.
    package func password(
        for person: SignedInPerson, in remote: RemoteSession
    ) throws(DeliveryStop) -> Redacted? {
        switch source {
        case nil: return nil
        case .random: return Self.random(by: remote.random)
        case .attribute(let name):
            guard let text = person.attributes[name]?.string, !text.isEmpty else {
                return Self.random(by: remote.random)
            }
            guard text.count >= Self.shortest else {
                throw DeliveryStop(
                    .rejected(
                        .remoteRejected,
                        reason: "the attribute `\(name)`, which holds the first password, has fewer than "
                            + "\(Self.shortest) characters"))
            }
            return Redacted(text)
        case .secret(let reference):
            do throws(SecretFailure) {
                let secret = try remote.resolve(reference)
                guard secret.revealed.count >= Self.shortest else {
                    throw .unreadable(reference, reason: "it has fewer than \(Self.shortest) characters")
                }
                return secret
            } catch {
                throw DeliveryStop(
                    .transient(.connectorSecretUnavailable, reason: error.description, retryAt: nil))
            }
        }
    }

    /// 144 random bits, and one character of each kind that services ask for.
    private static func random(by draw: () -> UInt64) -> Redacted {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bits: UInt64 = 0
        let drawn = (0..<24).map { index in
            if index % 8 == 0 { bits = draw() }
            defer { bits >>= 6 }
            return alphabet[Int(bits & 63)]
        }
        return Redacted(String(drawn) + "aA1-")
    }
}
