/// The application whose login page offers connections.
package struct LoginFlow: ManifestObject, ReferenceTarget {
    package static let kind = ResourceKind.loginFlow
    package static let doc = "The application whose login page offers connections."

    package let application: Application
    package let steps: [Step]
    /// How long the login page shows the progress of accounts, at most; zero shows none.
    package let waitFor: Duration
    /// How long a sign-in at the login page holds.
    package let session: Duration
    package let page: Page?

    private static let application = Field<Application>.defaulted(
        "application", "The application people sign in to.")
    private static let steps = Field<[Step]>.required(
        "steps", "The steps of a sign-in, in order.", example: "[{options: [{connection: corp-okta}]}]")

    private static let waitFor = Field<Wait>.defaulted(
        "waitFor", "How long the login page shows how the accounts come along, at most; 0s shows nothing.",
        to: Wait(.seconds(5)), example: "10s")
    private static let session = Field<SessionLength>.defaulted(
        "session", "How long a sign-in at the login page holds.", to: SessionLength(.seconds(8 * 3600)), example: "12h")
    private static let page = Field<Page>.optional("page", "How the login page looks.")

    package static let fields = [application.shape, steps.shape, waitFor.shape, session.shape, page.shape]

    package init?(_ object: inout ObjectReader) {
        let application = object.defaulted(Self.application)
        let steps = object.required(Self.steps)
        let waitFor = object.defaulted(sparing: Self.waitFor)
        let session = object.defaulted(sparing: Self.session)
        page = object.optional(Self.page)
        guard let application, let steps, let waitFor, let session else { return nil }
        self.application = application
        self.steps = steps
        self.waitFor = waitFor.length
        self.session = session.length
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
