/// The application whose login page offers connections.
package struct LoginFlow: ManifestObject, ReferenceTarget {
    package static let kind = ResourceKind.loginFlow
    package static let doc = "The application whose login page offers connections."

    package let application: Application
    package let steps: [Step]

    private static let application = Field<Application>.defaulted(
        "application", "The application people sign in to.")
    private static let steps = Field<[Step]>.required(
        "steps", "The steps of a sign-in, in order.", example: "[{options: [{connection: corp-okta}]}]")

    package static let fields = [application.shape, steps.shape]

    package init?(_ object: inout ObjectReader) {
        let application = object.defaulted(Self.application)
        let steps = object.required(Self.steps)
        guard let application, let steps else { return nil }
        self.application = application
        self.steps = steps
    }

    /// The connections that any step offers.
    package var connections: [String] {
        steps.flatMap(\.options).compactMap { $0.connection?.name }
    }

    /// The server's own authenticators that any step offers.
    package var localMethods: Set<String> { Set(steps.flatMap(\.options).compactMap(\.local)) }

    package struct Application: ManifestObject, Hashable {
        package static let doc = "The application people sign in to."

        package let displayName: String?
        package let url: WebAddress?
        package let identifiers: Set<String>

        private static let displayName = Field<String>.optional("displayName", "How people call it.", example: "CRM")
        private static let url = Field<WebAddress>.optional(
            "url", "Where people go after signing in.", example: "https://crm.example.com")
        private static let identifiers = Field<Unordered<String>>.optional(
            "identifiers", "Other names that triggers may use for it, such as a client id.",
            example: "[40d982e5-23be-4ee1-8540-9cb696d8c321]")

        package static let fields = [displayName.shape, url.shape, identifiers.shape]

        package init?(_ object: inout ObjectReader) {
            displayName = object.optional(Self.displayName)
            url = object.optional(Self.url)
            identifiers = object.optional(Self.identifiers)?.items ?? []
        }
    }

    package struct Step: ManifestObject, Hashable {
        package static let doc = "One step of a sign-in: the person picks one of its options."

        package let options: [Option]

        private static let options = Field<[Option]>.required(
            "options", "What the person may choose from, as shown.", example: "[{connection: corp-okta}]")

        package static let fields = [options.shape]

        package init?(_ object: inout ObjectReader) {
            guard let options = object.required(Self.options) else { return nil }
            self.options = options
        }
    }

    package struct Option: ManifestObject, Hashable {
        package static let doc = "A connection, or one of the server's own authenticators."

        package let connection: ResourceName<Connection>?
        package let local: String?

        private static let connection = Field<ResourceName<Connection>>.optional(
            "connection", "The connection to sign in through.", example: "corp-okta")
        private static let local = Field<String>.optional(
            "local", "One of the server's own authenticators; kept for round trips.", example: "BasicAuthenticator")

        package static let fields = [connection.shape, local.shape]
        package static let exactlyOneOf = [["connection", "local"]]

        package init?(_ object: inout ObjectReader) {
            connection = object.optional(Self.connection)
            local = object.optional(Self.local)
        }
    }
}
