import Model

/// What the person reads: what they can do, and nothing about the installation.
enum Advice {
    static let later = "The identity provider gives no answer at the moment. Please try again in a few minutes."
    static let again = "This sign-in is no longer valid. Please sign in again."
    static let operators =
        "Signing in with this identity provider does not work here at the moment. Please tell the people who run this application, or sign in another way."
    static let notProven =
        "The identity provider's answer could not be trusted, so nobody was signed in. Please sign in again; if it happens twice, tell the people who run this application."
}

extension SignInFailure {
    static func unavailable(_ reason: String) -> Self {
        Self(.providerUnavailable, advice: Advice.later, reason: reason)
    }

    static let stopped = Self.unavailable("cancelled")

    static func unusableMetadata(_ reason: String) -> Self {
        Self(.unusableMetadata, advice: Advice.operators, reason: reason)
    }

    static func foreignCallback(_ reason: String) -> Self {
        Self(.foreignCallback, advice: Advice.again, reason: reason)
    }

    static func proofUnavailable(_ reason: String) -> Self {
        Self(.clientProofUnavailable, advice: Advice.operators, reason: reason)
    }

    static func unusableAnswer(_ reason: String) -> Self {
        Self(.unusableTokenAnswer, advice: Advice.operators, reason: reason)
    }

    static func unproven(_ reason: String) -> Self {
        Self(.unprovenToken, advice: Advice.notProven, reason: reason)
    }

    static func foreign(_ reason: String) -> Self {
        Self(.foreignToken, advice: Advice.notProven, reason: reason)
    }

    static func unusableUserInfo(_ reason: String, advice: String = Advice.later) -> Self {
        Self(.unusableUserInfo, advice: advice, reason: reason)
    }
}
