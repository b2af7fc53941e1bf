import Model

/// The error that a provider ends a sign-in with at the callback (RFC 6749 §4.1.2.1, OpenID Connect Core 1.0 §3.1.2.6).
struct ProviderError {
    let code: String
    let words: String?

    var failure: SignInFailure {
        let said = words.map { ": \(LogLine($0))" } ?? ""
        return SignInFailure(.signInEnded, advice: advice, reason: "the provider answered `\(LogLine(code))`\(said)")
    }

    private var advice: String {
        switch code {
        case "access_denied":
            "The sign-in was cancelled, or the identity provider does not let you use this application. "
                + "You can try again, or sign in another way."
        case "login_required", "interaction_required", "account_selection_required", "consent_required":
            "The identity provider needs you to sign in or to agree there first. Please sign in again."
        case "temporarily_unavailable", "server_error": Advice.later
        default: Advice.operators
        }
    }
}
