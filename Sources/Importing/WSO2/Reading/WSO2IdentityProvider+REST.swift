import Model

extension WSO2IdentityProvider {
    /// Reads the form that the REST interface answers. `root` is already held against it.
    init(answered root: Node, in file: String) {
        let place = { (node: Node?) in SourceLocation(file: file, at: (node ?? root).position) }
        let authenticators = root["federatedAuthenticators"]
        let chosen = authenticators?.text("defaultAuthenticatorId")
        let roles = root["roles"]
        self.init(
            source: place(root), name: root.text("name") ?? "", isEnabled: root.flag("isEnabled") ?? true,
            issuer: root.text("idpIssuerName"),
            certificates: (root["certificate"]?.items("certificates") ?? []).compactMap(\.scalarText),
            authenticators: (authenticators?.items("authenticators") ?? []).map { node in
                Self.component(node, id: "authenticatorId", chosen: chosen, in: file)
            },
            connectors: (root["provisioning"]?["outboundConnectors"]?.items("connectors") ?? []).map { node in
                Self.component(node, id: "connectorId", chosen: nil, in: file)
            },
            claims: Self.claims(root["claims"], in: file),
            outboundRoles: (roles?.items("outboundProvisioningRoles") ?? []).compactMap(\.scalarText).filter {
                !$0.isEmpty
            },
            roleMappings: ((roles?.items("mappings") ?? []) + (roles?.items("roleMappings") ?? [])).map {
                (local: $0.text("localRole") ?? "", remote: $0.text("idpRole") ?? "")
            },
            rolesLocation: place(roles), leftOut: Self.leftOut(authenticators, in: file))
    }

    /// A default authenticator that is not there.
    private static func leftOut(_ node: Node?, in file: String) -> [(message: String, source: SourceLocation)] {
        guard let chosen = node?.text("defaultAuthenticatorId"), let place = node?["defaultAuthenticatorId"],
            !(node?.items("authenticators") ?? []).contains(where: { $0.text("authenticatorId") == chosen })
        else { return [] }
        let message = "`defaultAuthenticatorId` is left out: it names none of the authenticators"
        return [(message: message, source: SourceLocation(file: file, at: place.position))]
    }

    private static func component(_ node: Node, id: String, chosen: String?, in file: String) -> WSO2Component {
        let identifier = node.text(id)
        return WSO2Component(
            type: node.text("name") ?? identifier.flatMap(Base64URL.text) ?? identifier ?? "",
            isEnabled: node.flag("isEnabled") ?? false,
            isDefault: (node.flag("isDefault") ?? false) || chosen != nil && identifier == chosen,
            properties: properties(node.items("properties"), key: "key", in: file),
            source: SourceLocation(file: file, at: node.position))
    }

    static func properties(_ nodes: [Node], key: String, in file: String) -> [PropertyReader.Entry] {
        nodes.map { node in
            PropertyReader.Entry(
                key: node.text(key) ?? "", value: node["value"],
                location: SourceLocation(file: file, at: node.position))
        }
    }

    private static func claims(_ node: Node?, in file: String) -> WSO2Claims {
        guard let node else { return WSO2Claims() }
        let place = { (node: Node) in SourceLocation(file: file, at: node.position) }
        let named = { (key: String) in
            node[key].flatMap { claim in claim.text("uri").map { (claim: $0, source: place(claim)) } }
        }
        return WSO2Claims(
            mappings: (node.items("mappings") + node.items("claimMappings")).map {
                WSO2Claims.Mapping(
                    local: $0["localClaim"]?.text("uri") ?? "", remote: $0.text("idpClaim") ?? "", source: place($0))
            },
            provisioned: node.items("provisioningClaims").compactMap { item in
                item["claim"]?.text("uri").map {
                    (claim: $0, fallback: item.text("defaultValue"), source: place(item))
                }
            },
            userID: named("userIdClaim"), role: named("roleClaim"))
    }
}

/// Names that the server writes as base64url (RFC 4648 §5) without padding.
enum Base64URL {
    static func text(_ encoded: String) -> String? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in encoded.utf8 {
            guard let six = value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(six)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.isEmpty || text.unicodeScalars.contains("\u{FFFD}") ? nil : text
    }

    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}
