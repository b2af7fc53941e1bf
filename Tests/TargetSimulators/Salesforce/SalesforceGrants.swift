import FoundationEssentials
import JWTKit
import Model
import Provisioning

/// The token endpoint: who may have an access token, by which of the OAuth 2.0 flows.
struct SalesforceGrants: Sendable {
    enum Answer: Equatable {
        case granted
        case refused(String, String)
        case unsupported(String, String)
        /// The request is none that any client should send.
        case violation(String)
    }

    let publicKey: String?
    let instanceURL: String
    let now: @Sendable () -> Timestamp

    func answer(with token: String) -> Value {
        .object(
            ("access_token", .string(token)), ("instance_url", .string(instanceURL)),
            ("id", .string("https://login.salesforce.com/id/00D000000000001AAA/\(SalesforceIDs.id("005", 999))")),
            ("token_type", .string("Bearer")), ("issued_at", .string("1790000000000")),
            ("signature", .string("c2lnbmF0dXJl")), ("scope", .string("api")))
    }

    func answer(_ request: HTTPRequest) async -> Answer {
        guard request.method == .post, request.field("Content-Type") == "application/x-www-form-urlencoded",
            let form = FormText.fields(String(decoding: request.body ?? [], as: UTF8.self))
        else { return .violation("a token request that is no form") }
        switch form["grant_type"] {
        case "client_credentials":
            return isOurApp(form, request) ? .granted : .refused("invalid_client", "invalid client credentials")
        case "password":
            guard isOurApp(form, request) else { return .refused("invalid_client", "invalid client credentials") }
            return form["username"] == SalesforceSimulator.username && form["password"] == SalesforceSimulator.password
                ? .granted : .refused("invalid_grant", "authentication failure")
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": return await check(form["assertion"] ?? "")
        default: return .unsupported("unsupported_grant_type", "grant type not supported")
        }
    }

    /// In the form or in the header (RFC 6749 §2.3.1).
    private func isOurApp(_ form: [String: String], _ request: HTTPRequest) -> Bool {
        if form["client_id"] == SalesforceSimulator.clientID, form["client_secret"] == SalesforceSimulator.secret {
            return true
        }
        let pair = Array("\(SalesforceSimulator.clientID):\(SalesforceSimulator.secret)".utf8)
        return request.field("Authorization") == "Basic \(Data(pair).base64EncodedString())"
    }

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let aud: String
        let exp: Seconds

        func verify(using algorithm: some JWTAlgorithm) async throws {}
    }

    private func check(_ assertion: String) async -> Answer {
        guard let publicKey, let key = try? Insecure.RSA.PublicKey(pem: publicKey) else {
            return .refused("invalid_grant", "the app holds no certificate")
        }
        let keys = await JWTKeyCollection().add(rsa: key, digestAlgorithm: .sha256)
        guard let claims = try? await keys.verify(assertion, as: Claims.self) else {
            return .refused("invalid_grant", "invalid assertion")
        }
        let (seconds, end) = (now().milliseconds / 1000, claims.exp.number)
        if claims.iss != SalesforceSimulator.clientID {
            return .refused("invalid_client_id", "client identifier invalid")
        }
        if claims.aud != "https://login.salesforce.com" { return .refused("invalid_grant", "audience is invalid") }
        // A second more, for clients that round up.
        if end <= seconds || end > seconds + 181 {
            return .refused("invalid_grant", "expired authorization code")
        }
        return claims.sub == SalesforceSimulator.username
            ? .granted : .refused("invalid_grant", "user hasn't approved this consumer")
    }
}

/// A moment in a JWT; some clients write it as a text, which Salesforce takes.
private struct Seconds: Codable {
    let number: Int64

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Int64.self) {
            self.number = number
        } else {
            number = Int64(try container.decode(String.self)) ?? 0
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(number)
    }
}

/// Texts as forms and queries carry them.
enum FormText {
    static func fields(_ text: String) -> [String: String]? {
        var fields: [String: String] = [:]
        for part in text.split(separator: "&") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, let name = decoded(pair[0]), let value = decoded(pair[1]) else { return nil }
            fields[name] = value
        }
        return fields
    }

    /// `nil` when the escapes are malformed or stand for no UTF-8.
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
                else {
                    return nil
                }
                bytes.append(value)
                rest = rest.dropFirst(2)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
