import Crypto
import Foundation
import Model
import Provisioning
import Synchronization

/// An OpenID provider over a fake transport: it does what the specifications say until a test changes an answer.
final class SimulatedProvider: HTTPTransport {
    struct Moods: Sendable {
        var metadata: Value
        var metadataHeaders: [HTTPHeader] = []
        /// Changes of the ID token's header and claims, after they are made and before they are signed.
        var header: @Sendable (inout ValueMap) -> Void = { _ in }
        var claims: @Sendable (inout ValueMap) -> Void = { _ in }
        var signer = TokenSigner.es256
        /// Changes of the token answer.
        var tokens: @Sendable (inout ValueMap) -> Void = { _ in }
        var userInfo: Value = .object(
            ("sub", .string("00u1")), ("email", .string("ada@example.com")), ("groups", .list([.string("ops")])))
        /// An answer in place of the right one, by path.
        var answers: [String: @Sendable (HTTPResponse) throws(TransportError) -> HTTPResponse] = [:]
        var keys: Value = TokenSigner.keySet
    }

    let issuer: String
    let clock: any WallClock
    private let moods: Mutex<Moods>
    private let log = Mutex<[HTTPRequest]>([])
    /// What the browser brought to the authorization endpoint, by the code that it was given for it.
    private let grants = Mutex<[String: [String: String]]>([:])

    static let accessToken = "access-token-of-ada"

    init(issuer: String = "https://idp.example", clock: any WallClock) {
        self.issuer = issuer
        self.clock = clock
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        moods = Mutex(
            Moods(
                metadata: .object(
                    ("issuer", .string(issuer)), ("authorization_endpoint", .string("\(base)/authorize?tenant=a%20b")),
                    ("token_endpoint", .string("\(base)/token")), ("jwks_uri", .string("\(base)/keys")),
                    ("userinfo_endpoint", .string("\(base)/userinfo")),
                    ("end_session_endpoint", .string("\(base)/logout")),
                    ("response_types_supported", .list([.string("code")])),
                    ("code_challenge_methods_supported", .list([.string("S256")])))))
    }

    func change(_ change: (inout Moods) -> Void) { moods.withLock { change(&$0) } }

    /// Changes the answer at a path, such as `/token`.
    func answer(
        _ path: String, _ change: @escaping @Sendable (HTTPResponse) throws(TransportError) -> HTTPResponse
    ) { self.change { $0.answers[path] = change } }

    var requests: [HTTPRequest] { log.withLock { $0 } }
    func requests(at path: String) -> [HTTPRequest] { requests.filter { Self.path($0.url) == path } }

    /// Signs the person in: what the browser brings back from the authorization endpoint.
    func authorize(_ address: String) throws -> [String: String] {
        let query = Form.read(address.split(separator: "?", maxSplits: 1).last.map(String.init) ?? "")
        let code = "code-\(grants.withLock { $0.count })"
        grants.withLock { $0[code] = query }
        return ["code": code, "state": query["state"] ?? ""]
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        log.withLock { $0.append(request) }
        let moods = moods.withLock { $0 }
        let path = Self.path(request.url)
        let right: HTTPResponse =
            switch path {
            case let path where path.hasSuffix("/.well-known/openid-configuration"):
                Self.json(moods.metadata, moods.metadataHeaders)
            case "/keys": Self.json(moods.keys)
            case "/token": token(request, moods)
            case "/userinfo":
                request.headers.contains { $0.name == "Authorization" && $0.value == "Bearer \(Self.accessToken)" }
                    ? Self.json(moods.userInfo) : HTTPResponse(status: 401)
            default: HTTPResponse(status: 404)
            }
        guard let change = moods.answers[path] else { return right }
        return try change(right)
    }

    private func token(_ request: HTTPRequest, _ moods: Moods) -> HTTPResponse {
        let form = Form.read(String(decoding: request.body ?? [], as: UTF8.self))
        guard form["grant_type"] == "authorization_code",
            let asked = grants.withLock({ $0.removeValue(forKey: form["code"] ?? "") }),
            asked["redirect_uri"] == form["redirect_uri"], asked["code_challenge_method"] == "S256",
            asked["code_challenge"]
                == TokenSigner.base64URL(SHA256.hash(data: Array((form["code_verifier"] ?? "").utf8)))
        else {
            return Self.json(.object(("error", .string("invalid_grant"))), status: 400)
        }
        let now = Int(clock.now.milliseconds / 1000)
        var header = ValueMap([
            .init(key: "alg", value: .string(moods.signer.algorithm)),
            .init(key: "kid", value: .string(moods.signer.keyID)),
            .init(key: "typ", value: .string("JWT")),
        ])
        var claims = ValueMap([
            .init(key: "iss", value: .string(issuer)), .init(key: "aud", value: .string(asked["client_id"] ?? "")),
            .init(key: "sub", value: .string("00u1")), .init(key: "iat", value: .int(now)),
            .init(key: "exp", value: .int(now + 300)), .init(key: "auth_time", value: .int(now - 30)),
            .init(key: "nonce", value: .string(asked["nonce"] ?? "")),
            .init(key: "at_hash", value: .string(moods.signer.halfHash(of: Self.accessToken))),
            .init(key: "name", value: .string("Ada")),
        ])
        moods.header(&header)
        moods.claims(&claims)
        var tokens = ValueMap([
            .init(key: "access_token", value: .string(Self.accessToken)),
            .init(key: "token_type", value: .string("Bearer")),
            .init(key: "id_token", value: .string(moods.signer.signed(header, claims))),
        ])
        moods.tokens(&tokens)
        return Self.json(.map(tokens))
    }

    static func json(_ value: Value, _ headers: [HTTPHeader] = [], status: Int = 200) -> HTTPResponse {
        HTTPResponse(
            status: status, headers: headers + [HTTPHeader("Content-Type", "application/json")],
            body: JSONBody.bytes(of: value))
    }

    private static func path(_ url: String) -> String { URL(string: url)?.path() ?? "" }
}

/// Forms and queries as a server reads them.
enum Form {
    static func read(_ text: String) -> [String: String] {
        Dictionary(
            text.split(separator: "&").map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                func decoded(_ part: Substring?) -> String {
                    part?.replacing("+", with: " ").removingPercentEncoding ?? ""
                }
                return (decoded(parts.first), decoded(parts.count > 1 ? parts[1] : nil))
            }, uniquingKeysWith: { first, _ in first })
    }
}
