/// R5062 to R5069: the login page, its sessions and `/auth`.
extension DiagnosticCode {
    package static let noLoginPage = Self(
        "R5062", "the application has no login page",
        "A login page needs a LoginFlow of this name with `application.url` (https, or http on this machine) and a step that offers an enabled OpenID Connect connection."
    )
    package static let strangeCallback = Self(
        "R5063", "this browser did not begin the sign-in, or too long ago",
        "A callback counts in the browser that began the sign-in, within 10 minutes. Somebody else's link, cookies that are switched off, or another session key after a restart end like this; the person signs in again."
    )
    package static let repeatedSignIn = Self(
        "R5064", "the sign-in was finished before",
        "Each sign-in counts once, at all listeners of a state. A reloaded page ends like this; when the person did nothing of the kind, somebody may have copied their cookies and the callback's address."
    )
    package static let sessionRefused = Self(
        "R5065", "the session does not count",
        "The cookie was changed, sealed with a key this listener does not have, for another application, from another browser, ended, or its connection is not offered any more; the log says which. The person signs in again."
    )
    package static let identityTooLarge = Self(
        "R5066", "who the person is does not fit into a session",
        "A session is a cookie, which holds some 2,500 bytes of names and groups. Let the identity provider send fewer groups, or leave the scope out that asks for them."
    )
    package static let logoutRefused = Self(
        "R5067", "the request to sign out did not come from our own page",
        "Another site may not sign people out. Link to `/login/APPLICATION/logout`, which asks the person.")
    package static let unusableSessionKey = Self(
        "R5068", "the session key is missing or too short",
        "`--session-key` names a variable or file with at least 32 bytes that nobody can guess, such as `openssl rand -base64 32` prints."
    )
    package static let unknownProtected = Self(
        "R5069", "/auth can't tell which application is asked for",
        "Ask for `/auth?application=NAME`. Without it, exactly one LoginFlow's `application.url` must have the host of `X-Forwarded-Host`."
    )

    static let loginPage = [
        noLoginPage, strangeCallback, repeatedSignIn, sessionRefused, identityTooLarge, logoutRefused,
        unusableSessionKey, unknownProtected,
    ]
}
