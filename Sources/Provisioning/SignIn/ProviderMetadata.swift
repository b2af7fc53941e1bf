import Model

/// What a provider says about itself (OpenID Connect Discovery 1.0 §3), as far as signing in needs it.
struct ProviderMetadata: Sendable {
    /// The very text of the connection.
    let issuer: String
    let authorizationEndpoint: String
    let tokenEndpoint: String
    let keysAddress: WebAddress
    let userInfoEndpoint: String?
    let endSessionEndpoint: String?
    /// `nil` when it does not say; the specification's default is `client_secret_basic`.
    let clientAuthentications: [String]?
    let signatureAlgorithms: [String]?
    /// Each of its callbacks names the issuer (RFC 9207 §3).
    let namesIssuer: Bool

    /// Why a document is of no use; quotes nothing of it but names and addresses.
    struct Failure: Error, Hashable {
        let reason: String
    }

    /// Where the document of an issuer is (§4.1); `nil` for an issuer that plain http would be spoken with.
    static func address(of issuer: WebAddress) -> String? {
        guard isSafe(issuer, of: issuer), !issuer.text.contains("?") else { return nil }
        let text = issuer.text.hasSuffix("/") ? String(issuer.text.dropLast()) : issuer.text
        return text + "/.well-known/openid-configuration"
    }

    init(_ document: [UInt8], of issuer: WebAddress) throws(Failure) {
        guard let given = try? JSONReader.read(document), given.map != nil else {
            throw Failure(reason: "the answer is no JSON object without duplicate names")
        }
        // §4.3: another issuer's document would have us send people, codes and secrets to that one's endpoints.
        guard given["issuer"] == .string(issuer.text) else {
            let named = given["issuer"]?.string.map { "`\(LogLine($0))`" } ?? "nothing"
            throw Failure(reason: "`issuer` is \(named), and `issuer` of the connection is `\(issuer.text)`")
        }
        self.issuer = issuer.text
        authorizationEndpoint = try Self.required("authorization_endpoint", in: given, of: issuer).text
        tokenEndpoint = try Self.required("token_endpoint", in: given, of: issuer).text
        keysAddress = try Self.required("jwks_uri", in: given, of: issuer)
        userInfoEndpoint = try Self.endpoint("userinfo_endpoint", in: given, of: issuer)?.text
        endSessionEndpoint = try Self.endpoint("end_session_endpoint", in: given, of: issuer)?.text
        clientAuthentications = Self.words("token_endpoint_auth_methods_supported", in: given)
        signatureAlgorithms = Self.words("id_token_signing_alg_values_supported", in: given)
        namesIssuer = given["authorization_response_iss_parameter_supported"] == .bool(true)
        if let types = Self.words("response_types_supported", in: given), !types.contains("code") {
            throw Failure(reason: "`response_types_supported` has no `code`: it does not do the code flow")
        }
        // Without the list it may do S256 or ignore it (RFC 7636 §5); a list without S256 says that it can't.
        if let methods = Self.words("code_challenge_methods_supported", in: given), !methods.contains("S256") {
            throw Failure(reason: "`code_challenge_methods_supported` has no `S256`: a stolen code would count")
        }
    }

    private static func required(
        _ name: String, in given: Value, of issuer: WebAddress
    ) throws(Failure) -> WebAddress {
        guard let address = try endpoint(name, in: given, of: issuer) else {
            throw Failure(reason: "`\(name)` is missing")
        }
        return address
    }

    private static func endpoint(
        _ name: String, in given: Value, of issuer: WebAddress
    ) throws(Failure) -> WebAddress? {
        guard let written = given[name], written != .null else { return nil }
        guard let address = written.string.flatMap(WebAddress.init(verbatim:)), isSafe(address, of: issuer) else {
            throw Failure(reason: "`\(name)` is no https address without user name and fragment")
        }
        return address
    }

    /// Nobody on the way can change it: https, or plain on this machine when the issuer is there too.
    private static func isSafe(_ address: WebAddress, of issuer: WebAddress) -> Bool {
        address.isEncrypted || address.isLoopback && issuer.isLoopback
    }

    private static func words(_ name: String, in given: Value) -> [String]? {
        given[name]?.list?.compactMap(\.string)
    }
}
