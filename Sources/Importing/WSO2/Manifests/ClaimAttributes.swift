import Model

/// Our user attributes for the claims of one identity provider.
struct ClaimAttributes {
    /// Our attribute to the identity provider's claim.
    private(set) var attributes: [String: String] = [:]
    private var attributeOfRemote: [String: String] = [:]

    init(_ claims: WSO2Claims, _ ledger: inout ImportLedger) {
        for mapping in claims.mappings {
            let preferred = Self.attribute(forLocal: mapping.local)
            let names = [preferred, Self.lastPart(of: mapping.local)]
            guard let name = names.first(where: { attributes[$0] == nil && !$0.isEmpty }) else {
                ledger.report(
                    .sourceLeftOut, at: mapping.source,
                    "the mapping of `\(mapping.remote)` is left out: `\(preferred)` is mapped already",
                    hint: "name it yourself in `spec.attributes`")
                continue
            }
            attributes[name] = mapping.remote
            if attributeOfRemote[mapping.remote] == nil { attributeOfRemote[mapping.remote] = name }
        }
        take(claims.userID, as: "userName", of: claims, &ledger)
        take(claims.role, as: "groups", of: claims, &ledger)
    }

    /// The attribute that holds what the identity provider's claim, or the server's claim, says.
    func attribute(for claim: String) -> String? {
        if let name = attributeOfRemote[claim] { return name }
        guard claim.contains("://") else { return nil }
        let name = Self.attribute(forLocal: claim)
        return attributes[name] != nil || UserAttributes.standardClaims[name] != nil ? name : nil
    }

    /// A claim that the server gives a meaning of its own: who the user is, and which roles they have.
    private mutating func take(
        _ claim: (claim: String, source: SourceLocation)?, as name: String, of claims: WSO2Claims,
        _ ledger: inout ImportLedger
    ) {
        guard let claim, !claim.claim.isEmpty else { return }
        let remote: String
        if claim.claim.contains("://"), claims.mappings.isEmpty {
            let local = Self.attribute(forLocal: claim.claim)
            remote = UserAttributes.standardClaims[local] ?? local
        } else {
            remote = claim.claim
        }
        if let other = attributes[name], other != remote {
            ledger.report(
                .sourceLeftOut, at: claim.source,
                "`\(remote)` as \(name == "groups" ? "the role claim" : "the user id") is left out: `\(name)` is mapped to `\(other)`",
                hint: "choose one in `spec.attributes.\(name)`")
            return
        }
        attributes[name] = remote
    }

    /// Our name for one of the server's own claims.
    static func attribute(forLocal claim: String) -> String {
        let last = lastPart(of: claim)
        return localClaims[last.lowercased()] ?? last
    }

    /// The claim's own name: what follows the last `/`, letters and digits only.
    private static func lastPart(of claim: String) -> String {
        let last = claim.split(separator: "/").last.map(String.init) ?? claim
        var name = ""
        var isNext = false
        for scalar in last.unicodeScalars {
            guard scalar.isASCII, scalar.properties.isAlphabetic || "0"..."9" ~= scalar else {
                isNext = !name.isEmpty
                continue
            }
            name += isNext ? String(scalar).uppercased() : String(scalar)
            isNext = false
        }
        return name
    }

    /// The last part of the server's claims, in small letters, that have a standard attribute here.
    static let localClaims: [String: String] = [
        "username": "userName", "emailaddress": "email", "givenname": "givenName", "lastname": "familyName",
        "middlename": "middleName", "displayname": "displayName", "fullname": "displayName", "nickname": "nickName",
        "url": "profileUrl", "photourl": "pictureUrl", "telephone": "phone", "mobile": "phone", "local": "locale",
        "timezone": "timezone", "title": "title", "department": "department", "organization": "organization",
        "employeenumber": "employeeNumber", "externalid": "externalId", "groups": "groups", "role": "groups",
        "roles": "groups", "active": "active", "emailverified": "emailVerified", "manager": "manager",
    ]
}
