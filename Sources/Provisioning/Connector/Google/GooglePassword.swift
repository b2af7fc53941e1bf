import Crypto
import Model

/// The password of a new account: one that nobody knows.
///
/// `users.insert` demands a password and also takes the hash of one. We send a value in the place of the hash that was
/// never computed from a password: who wants to sign in with it would first have to find a preimage of it, some 2^160
/// tries. So there is nothing to leak, the request of a dry run is the live one byte for byte, and people sign in
/// through their identity provider, or choose a password by Google's account recovery.
///
/// Source: `password` and `hashFunction` of
/// https://developers.google.com/workspace/admin/directory/v1/reference/users
enum GooglePassword {
    /// Google takes `MD5`, `SHA-1` and `crypt`; that SHA-1 has collisions is no help in finding a preimage.
    static let hashFunction = "SHA-1"

    /// 160 bits in hexadecimal digits, another value for each address.
    static func hash(for primaryEmail: String) -> String {
        SHA256.hash(data: Array("reconcile: an account of Google Workspace without a password\n\(primaryEmail)".utf8))
            .prefix(20).hexadecimal
    }
}
