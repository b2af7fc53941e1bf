import Model

/// The server's authenticators, by the names that its events use.
enum WSO2Authenticators {
    /// Those of identity providers, and where the provider of each is.
    static let reach: [String: SignInEvidence.Reach] = [
        "OpenIDConnectAuthenticator": .openID(hosts: nil),
        "GoogleOIDCAuthenticator": .openID(hosts: ["accounts.google.com"]),
        "Office365Authenticator": .openID(hosts: ["login.microsoftonline.com", "sts.windows.net"]),
        "GithubAuthenticator": .openID(hosts: ["github.com"]),
        "FacebookAuthenticator": .openID(hosts: ["www.facebook.com", "facebook.com", "graph.facebook.com"]),
        "AppleOIDCAuthenticator": .openID(hosts: ["appleid.apple.com"]),
        "SAMLSSOAuthenticator": .saml,
    ]

    /// Those that check the server's own users, or add a factor to another step.
    static let local: Set<String> = [
        "BasicAuthenticator", "IdentifierExecutor", "SessionExecutor", "JWTBasicAuthenticator", "FIDOAuthenticator",
        "MagicLinkAuthenticator", "x509CertificateAuthenticator", "IWAKerberosAuthenticator", "totp",
        "email-otp-authenticator", "sms-otp-authenticator", "EmailOTP", "SMSOTP", "backup-code-authenticator",
        "push-notification-authenticator", "device-auth-authenticator", "LOCAL",
    ]
}
