/// Identifies a person within one connection: the IdP's `sub`.
package struct Subject: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 512 else { return nil }
        self.text = text
    }

    package var description: String { text }
}

/// Identifies an accepted login; the store makes it.
package struct LoginID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// Identifies a delivery; the store makes it.
package struct DeliveryID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(_ text: String) { self.text = text }
    package var description: String { text }
}

/// The account's identifier at the target. It comes from an answer of the target and from nowhere else.
package struct RemoteAccountID: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// `nil` when the target's answer held no identifier, or one in which a secret of ours was blotted out: what is left
    /// of it is not what the target said.
    package init?(answered text: String?) {
        guard let text, text.contains(where: { !$0.isWhitespace }), !text.contains(Redacted.dots) else { return nil }
        self.text = text
    }

    package var description: String { text }
}
