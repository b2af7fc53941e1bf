import Model

extension WSO2IdentityProvider {
    /// Reads the form that the export interface writes. `root` is already held against it.
    init(exported root: Node, in file: String) {
        let place = { (node: Node?) in SourceLocation(file: file, at: (node ?? root).position) }
        let chosen = root["defaultAuthenticatorConfig"]?.text("name")
        let roles = root["permissionAndRoleConfig"]
        self.init(
            source: place(root), name: root.text("identityProviderName") ?? "",
            isEnabled: root.flag("enable") ?? true,
            issuer: root.items("idpProperties").first { $0.text("name") == "idpIssuerName" }?.text("value"),
            certificates: root.text("certificate").map { [$0] } ?? [],
            authenticators: root.items("federatedAuthenticatorConfigs").map { node in
                Self.component(node, "properties", chosen: chosen, in: file)
            },
            connectors: root.items("provisioningConnectorConfigs").map { node in
                Self.component(node, "provisioningProperties", chosen: nil, in: file)
            },
            claims: Self.exportedClaims(root["claimConfig"], in: file),
            outboundRoles: (root.text("provisioningRole") ?? "").split(separator: ",").map {
                String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }.filter { !$0.isEmpty },
            roleMappings: (roles?.items("roleMappings") ?? []).map {
                (local: $0["localRole"]?.text("localRoleName") ?? "", remote: $0.text("remoteRole") ?? "")
            },
            rolesLocation: place(root["provisioningRole"] ?? roles), leftOut: Self.leftOut(root, in: file))
    }

    /// A name for people that is not the name, and properties beyond the issuer.
    private static func leftOut(_ root: Node, in file: String) -> [(message: String, source: SourceLocation)] {
        var leftOut: [(message: String, source: SourceLocation)] = []
        if let shown = root.text("displayName"), shown != root.text("identityProviderName"),
            let node = root["displayName"]
        {
            leftOut.append(
                (
                    message: "`displayName` is left out: `spec.displayName` is the name, which applications use too",
                    source: SourceLocation(file: file, at: node.position)
                ))
        }
        for property in root.items("idpProperties") where property.text("name") != "idpIssuerName" {
            guard property.text("value") != nil else { continue }
            let reason = property.text("name") == "jwksUri" ? WSO2Forms.discovery : WSO2Forms.server
            leftOut.append(
                (
                    message: "`\(property.text("name") ?? "")` of `idpProperties` is left out: \(reason)",
                    source: SourceLocation(file: file, at: property.position)
                ))
        }
        return leftOut
    }

    private static func component(
        _ node: Node, _ properties: String, chosen: String?, in file: String
    ) -> WSO2Component {
        let name = node.text("name") ?? ""
        return WSO2Component(
            type: name, isEnabled: node.flag("enabled") ?? false, isDefault: name == chosen,
            properties: self.properties(node.items(properties), key: "name", in: file),
            source: SourceLocation(file: file, at: node.position))
    }

    private static func exportedClaims(_ node: Node?, in file: String) -> WSO2Claims {
        guard let node else { return WSO2Claims() }
        let place = { (node: Node) in SourceLocation(file: file, at: node.position) }
        let named = { (key: String) in
            node[key].flatMap { claim in
                claim.scalarText.flatMap { $0.isEmpty ? nil : (claim: $0, source: place(claim)) }
            }
        }
        let mappings = node.items("claimMappings")
        // In the server's own dialect a claim has no other name at the identity provider.
        let name = { (mapping: Node) in
            mapping["remoteClaim"]?.text("claimUri") ?? mapping["localClaim"]?.text("claimUri") ?? ""
        }
        return WSO2Claims(
            mappings: mappings.filter { $0["remoteClaim"]?.text("claimUri") != nil }.map {
                WSO2Claims.Mapping(
                    local: $0["localClaim"]?.text("claimUri") ?? "", remote: name($0), source: place($0))
            },
            provisioned: mappings.filter { $0.flag("requested") ?? false || $0.text("defaultValue") != nil }.map {
                (claim: name($0), fallback: $0.text("defaultValue"), source: place($0))
            },
            userID: named("userClaimURI"), role: named("roleClaimURI"))
    }
}
