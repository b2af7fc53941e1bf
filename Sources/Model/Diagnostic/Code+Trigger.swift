/// R5xxx: login triggers, as answered over HTTP.
extension DiagnosticCode {
    package static let unknownTrigger = Self(
        "R5001", "no such login trigger", "Declare a LoginTrigger of this name and apply it.")
    package static let badProof = Self(
        "R5002", "the proof is missing or wrong",
        "The signature or token does not match the trigger's secret. Check the secret on both sides, and that the body is signed byte for byte."
    )
    package static let outsideWindow = Self(
        "R5003", "the signed time is outside the window",
        "Signatures are accepted for 5 minutes, security event tokens for the trigger's `maxAge`. Check both clocks, and that a retry signs anew."
    )
    package static let notJSON = Self(
        "R5004", "the body is no JSON", "Send one JSON object in UTF-8, without duplicate keys.")
    package static let malformedLogin = Self(
        "R5005", "the body is no login",
        "A login has `id`, `application`, `connection`, and `user` with `subject` and `claims`.")
    package static let bodyTooLarge = Self(
        "R5006", "the body is too large", "A login may take 256 KiB, or what the trigger's `limits.largestBody` says.")
    package static let wrongMediaType = Self(
        "R5007", "the media type is wrong",
        "Send the `Content-Type` that the answer names: `application/json`, or `application/secevent+jwt` to a `set` trigger."
    )
    package static let unknownApplication = Self(
        "R5008", "no login flow for this application",
        "Declare a LoginFlow of this name, or add the name to `spec.application.identifiers` of one.")
    package static let unknownConnection = Self(
        "R5009", "no such connection", "Declare a Connection of this name and apply it.")
    package static let connectionNotOffered = Self(
        "R5010", "the application's login flow does not offer this connection",
        "Add `- connection: NAME` to a step of the login flow.")
    package static let ambiguousConnection = Self(
        "R5011", "the connection is not named and two could be meant", "Name the `connection` in the login.")
    package static let applicationNotAllowed = Self(
        "R5012", "this trigger may not speak for the application",
        "Add the login flow to `spec.applications` of the trigger.")
    package static let storeBusy = Self(
        "R5013", "the store can't take the login now", "Send the same login again after Retry-After seconds.")
    package static let unknownLogin = Self(
        "R5014", "no such login", "The id is not known to this trigger.")
    package static let secretUnavailable = Self(
        "R5015", "the trigger's secret can't be had",
        "The listener could not resolve the trigger's secret reference. Set the variable or file it names.")
    package static let connectionDisabled = Self(
        "R5016", "the connection is disabled", "Set `enabled: true` on the connection and apply.")

    package static let listenFailed = Self(
        "R5017", "the listener can't start",
        "Check the address and port of `listen`, and that no other process holds the port.")

    package static let malformedToken = Self(
        "R5030", "the body is no token of the expected kind",
        "Send one signed compact JWT with the `typ`, the claims and the event that the trigger's type expects.")
    package static let unacceptableKey = Self(
        "R5031", "the token's key or algorithm is not accepted",
        "Sign with a key of the issuer's key set and an algorithm of the trigger's `algorithms`.")
    package static let keysUnavailable = Self(
        "R5032", "the issuer's keys can't be had now",
        "Send the same token again. The listener's log says which address did not give the keys, and why.")
    package static let wrongIssuer = Self(
        "R5033", "the token is of another issuer", "Make the trigger's `issuer` and the token's `iss` the same text.")
    package static let wrongAudience = Self(
        "R5034", "the token is for another audience",
        "Let the issuer put one of the trigger's `audience` into the token's `aud`.")
    package static let unusableSubject = Self(
        "R5035", "the event names nobody who can be the login's subject",
        "Add the subject's format to `login.subjectFormats` of the trigger, or name a claim in `login.subject`.")
    package static let unwantedEvent = Self(
        "R5036", "the trigger takes no events of this type",
        "Send login events only, or set `otherEvents: acknowledge` on the trigger.")
    package static let withoutConnection = Self(
        "R5040", "nobody signed in through a connection",
        "The person used one of the server's own authenticators. The event is taken, and no account is due.")
    package static let unexpectedSubscription = Self(
        "R5041", "the hub asks about a subscription that is none of ours",
        "Compare `spec.topics` of the trigger with the topics that were subscribed to.")

    static let trigger = [
        unknownTrigger, badProof, outsideWindow, notJSON, malformedLogin, bodyTooLarge, wrongMediaType,
        unknownApplication, unknownConnection, connectionNotOffered, ambiguousConnection, applicationNotAllowed,
        storeBusy, unknownLogin, secretUnavailable, connectionDisabled, listenFailed,
        malformedToken, unacceptableKey, keysUnavailable, wrongIssuer, wrongAudience, unusableSubject, unwantedEvent,
        withoutConnection, unexpectedSubscription,
    ]
}
