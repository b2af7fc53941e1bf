import Foundation
import Model
import Provisioning

/// The part of `https://oauth2.googleapis.com/token` that a service account uses (RFC 7523), strict.
struct GoogleTokenEndpoint: Sendable {
    let key: GoogleServiceKey
    /// Whom the service account may act for.
    let administrator: String
    /// What domain-wide delegation was granted.
    let delegated: Set<String>

    /// What a request asked for, or what is wrong with it.
    enum Verdict: Sendable {
        case granted(Set<String>)
        case refused(HTTPResponse, violation: String?)
    }

    func verdict(on request: HTTPRequest, at now: Timestamp) -> Verdict {
        guard request.method == .post,
            request.headers.contains(where: {
                $0.name.lowercased() == "content-type" && $0.value == "application/x-www-form-urlencoded"
            })
        else { return Self.refused(400, "invalid_request", "no form", isViolation: true) }
        let form = Self.form(request.body ?? [])
        guard form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer", form.count == 2 else {
            return Self.refused(400, "unsupported_grant_type", "Invalid grant_type: ", isViolation: true)
        }
        guard let claims = key.claims(of: form["assertion"] ?? "") else {
            return Self.refused(400, "invalid_grant", "Invalid JWT Signature.", isViolation: false)
        }
        let names: Set<String> = ["aud", "exp", "iat", "iss", "scope", "sub"]
        guard Set(claims.map?.keys ?? []) == names, claims["iss"] == .string(key.email),
            claims["aud"] == .string(GoogleServiceKey.googles)
        else { return Self.refused(400, "invalid_grant", "Invalid JWT: iss, aud or a claim.", isViolation: true) }
        let seconds = Int(now.milliseconds / 1000)
        guard let issued = claims["iat"]?.int, let expires = claims["exp"]?.int, issued <= seconds + 10,
            expires > seconds, expires > issued, expires - issued <= 3600
        else {
            return Self.refused(
                400, "invalid_grant", "Invalid JWT: Token must be a short-lived token (60 minutes).", isViolation: true)
        }
        guard claims["sub"]?.string == administrator else {
            return Self.refused(400, "invalid_grant", "Invalid email or User ID", isViolation: false)
        }
        let scopes = Set((claims["scope"]?.string ?? "").split(separator: " ").map(String.init))
        guard !scopes.isEmpty, scopes.isSubset(of: delegated) else {
            return Self.refused(
                401, "unauthorized_client",
                "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
                isViolation: false)
        }
        return .granted(scopes)
    }

    private static func refused(_ status: Int, _ code: String, _ words: String, isViolation: Bool) -> Verdict {
        .refused(
            GoogleSimulator.json(
                status, .object(("error", .string(code)), ("error_description", .string(words)))),
            violation: isViolation ? "token request: \(words)" : nil)
    }

    private static func form(_ body: [UInt8]) -> [String: String] {
        let fields = String(decoding: body, as: UTF8.self).split(separator: "&")
        return Dictionary(
            fields.map { field in
                let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let texts = pair.map { $0.replacing("+", with: " ").removingPercentEncoding ?? "" }
                return (texts[0], texts.count > 1 ? texts[1] : "")
            }, uniquingKeysWith: { $1 })
    }
}
