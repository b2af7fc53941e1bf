import Model

/// An application as the server keeps it, whichever form it was exported in.
struct WSO2Application {
    struct Option {
        /// `nil` for one of the server's own authenticators.
        let identityProvider: String?
        let authenticator: String
        let source: SourceLocation
    }

    let source: SourceLocation
    let name: String
    let url: String?
    let identifiers: [String]
    /// It has no login flow of its own.
    let isDefault: Bool
    let steps: [[Option]]
}

extension WSO2Application {
    /// Reads the form that the REST interface answers. `root` is already held against it.
    init(answered root: Node, in file: String) {
        let sequence = root["authenticationSequence"]
        let protocols = root["inboundProtocolConfiguration"]
        let identifiers = [
            root.text("id"), root.text("clientId"), root.text("issuer"), protocols?["oidc"]?.text("clientId"),
            protocols?["saml"]?["manualConfiguration"]?.text("issuer"),
        ]
        self.init(
            source: SourceLocation(file: file, at: root.position), name: root.text("name") ?? "",
            url: root.text("accessUrl"), identifiers: identifiers.compactMap(\.self),
            isDefault: sequence?.text("type") ?? "DEFAULT" == "DEFAULT",
            steps: Self.ordered(sequence?.items("steps") ?? [], by: "id").map { step in
                step.items("options").map { option in
                    let name = option.text("idp") ?? ""
                    return Option(
                        identityProvider: name == "LOCAL" ? nil : name,
                        authenticator: option.text("authenticator") ?? "",
                        source: SourceLocation(file: file, at: option.position))
                }
            })
    }

    /// Reads the form that the export interface writes. `root` is already held against it.
    init(exported root: Node, in file: String) {
        let flow = root["localAndOutBoundAuthenticationConfig"]
        let protocols = root["inboundAuthenticationConfig"]?.items("inboundAuthenticationRequestConfigs") ?? []
        let place = { (node: Node) in SourceLocation(file: file, at: node.position) }
        self.init(
            source: place(root), name: root.text("applicationName") ?? "",
            url: root.text("accessUrl") ?? root.text("loginUrl"),
            identifiers: [root.text("applicationResourceId")].compactMap(\.self)
                + protocols.compactMap { $0.text("inboundAuthKey") },
            isDefault: flow?.text("authenticationType") ?? "default" == "default",
            steps: Self.ordered(flow?.items("authenticationSteps") ?? [], by: "stepOrder").map { step in
                let local = step.items("localAuthenticatorConfigs").map {
                    Option(identityProvider: nil, authenticator: $0.text("name") ?? "", source: place($0))
                }
                let federated = step.items("federatedIdentityProviders").map { provider in
                    Option(
                        identityProvider: provider.text("identityProviderName") ?? "",
                        authenticator: provider.items("federatedAuthenticatorConfigs").first?.text("name") ?? "",
                        source: place(provider))
                }
                return local + federated
            })
    }

    private static func ordered(_ steps: [Node], by key: String) -> [Node] {
        steps.enumerated().sorted { first, second in
            let orders = [first, second].map { step -> Int in
                guard case .int(let order)? = step.element[key]?.content else { return .max }
                return order
            }
            return (orders[0], first.offset) < (orders[1], second.offset)
        }.map(\.element)
    }
}
