package import Provisioning

/// What the login page works with, beside the ports of the listener.
package struct LoginPageMeans: Sendable {
    package let signingIn: any SigningIn
    package let keys: SessionKeys
    package let endedSessions: any EndedSessions
    /// 64 random bits that nobody can guess.
    package let random: @Sendable () -> UInt64

    package init(
        signingIn: any SigningIn, keys: SessionKeys, endedSessions: any EndedSessions,
        random: @escaping @Sendable () -> UInt64
    ) {
        self.signingIn = signingIn
        self.keys = keys
        self.endedSessions = endedSessions
        self.random = random
    }
}
