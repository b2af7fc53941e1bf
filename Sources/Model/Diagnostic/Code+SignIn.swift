/// R5050 to R5061: signing people in at their identity providers.
extension DiagnosticCode {
    package static let providerUnavailable = Self(
        "R5050", "the identity provider can't be asked now",
        "The log names the address that gave no answer of use. Check that it can be reached from here; `reconcile doctor` asks it."
    )
    package static let unusableMetadata = Self(
        "R5051", "the identity provider's metadata is of no use",
        "Compare `spec.oidc.issuer` of the connection with the provider's discovery document: both must be the same text, its endpoints https, and code flow with S256 must not be excluded."
    )
    package static let foreignCallback = Self(
        "R5052", "the callback belongs to no sign-in of this browser",
        "A callback counts once, in the browser that began the sign-in. Reloading the page, two windows, or somebody else's link end like this; the person signs in again."
    )
    package static let signInTooOld = Self(
        "R5053", "the sign-in took too long",
        "A sign-in must be back within 10 minutes. The person signs in again.")
    package static let signInEnded = Self(
        "R5054", "the identity provider ended the sign-in with an error",
        "The log has the provider's error code and words. `access_denied` is the person's choice or the provider's rule; codes about the client or the scopes are mended in the provider's registration of our client."
    )
    package static let anotherProviderAnswered = Self(
        "R5055", "another identity provider answered than was asked",
        "The callback's `iss` (RFC 9207) is not the connection's issuer. If it happens again, somebody mixes providers up on purpose."
    )
    package static let clientProofUnavailable = Self(
        "R5056", "the client's secret or key is of no use",
        "Set the variable or file that `clientSecret` or `privateKey` of the connection names, where the listener runs."
    )
    package static let codeRefused = Self(
        "R5057", "the token endpoint refused the code or the client",
        "`invalid_grant`: the code was used, too old, or given for another callback address. `invalid_client`: compare client id, secret or key, and `clientAuthentication` with the provider's registration."
    )
    package static let unusableTokenAnswer = Self(
        "R5058", "the token endpoint's answer is of no use",
        "It must be a JSON object with `id_token`, and `token_type: Bearer` for an access token. Check `spec.oidc` of the connection: scopes hold `openid`, and the provider speaks OpenID Connect."
    )
    package static let unprovenToken = Self(
        "R5059", "the ID token is not proven to be the provider's",
        "Its signature must be by a key of the provider's `jwks_uri`, with an algorithm of `algorithms` of the connection."
    )
    package static let foreignToken = Self(
        "R5060", "the ID token is not for this sign-in",
        "Issuer, audience, `azp`, times, `nonce`, `at_hash` or `sub` are wrong; the log says which. A provider that puts no client id into `aud` has to be configured to."
    )
    package static let unusableUserInfo = Self(
        "R5061", "the UserInfo endpoint's answer is of no use",
        "The ID token lacks claims that the connection maps, and UserInfo gave none of this person. Let the provider put them into the ID token, or mend its UserInfo endpoint."
    )

    static let signIn = [
        providerUnavailable, unusableMetadata, foreignCallback, signInTooOld, signInEnded, anotherProviderAnswered,
        clientProofUnavailable, codeRefused, unusableTokenAnswer, unprovenToken, foreignToken, unusableUserInfo,
    ]
}
