import Model

/// What tokens tell about a person.
enum PersonClaims {
    /// The claims about the person; what is signed wins.
    static func merged(_ signed: ValueMap, _ told: ValueMap) -> ValueMap {
        ValueMap((told.entries + signed.entries).filter { !ofTheToken.contains($0.key) })
    }

    static func authenticatedAt(_ claims: ValueMap) -> Timestamp? {
        guard let seconds = claims["auth_time"]?.int ?? claims["iat"]?.int,
            (0..<TokenTime.firstMilliseconds).contains(seconds)
        else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }

    /// Claims that are no attributes of the person: about the token, or with tokens in them (§5.6.2).
    private static let ofTheToken: Set<String> = [
        "iss", "aud", "exp", "iat", "nbf", "jti", "azp", "nonce", "at_hash", "c_hash", "s_hash", "auth_time", "sid",
        "_claim_names", "_claim_sources",
    ]
}
