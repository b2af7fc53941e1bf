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
            rolesLocation: place(root["provisioningRole"] ?? roles))
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
        return WSO2Claims(
            mappings: mappings.map {
                WSO2Claims.Mapping(
                    local: $0["localClaim"]?.text("claimUri") ?? "", remote: $0["remoteClaim"]?.text("claimUri") ?? "",
                    source: place($0))
            },
            provisioned: mappings.filter { $0.flag("requested") ?? false || $0.text("defaultValue") != nil }.map {
                (claim: $0["remoteClaim"]?.text("claimUri") ?? "", fallback: $0.text("defaultValue"), source: place($0))
            },
            userID: named("userClaimURI"), role: named("roleClaimURI"))
    }
}
