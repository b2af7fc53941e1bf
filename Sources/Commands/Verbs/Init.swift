import ArgumentParser
import Reports

struct Init: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a working tree to start from; asks nothing and overwrites nothing.",
        discussion: """
            A connection, a login flow, a connector that is still off, and a login trigger, with comments; the JSON \
            Schema that editors check them with; a README and a .gitignore. When one of the files exists, none is \
            written.
            """)

    @Argument(help: "The folder to write to; it is made when missing.")
    var directory = "."

    @OptionGroup var output: OutputOptions

    func run() throws {
        let files = Self.files
        try NewFiles(folder: directory, files: files).write()
        let place = directory == "." ? "this folder" : directory
        output.console.result(
            ["Wrote \(files.count) files to \(place):"] + files.map { "  \($0.path)" }
                + ["", "Next\(directory == "." ? "" : ", in \(directory)"):"]
                + ["validate", "plan", "apply"].map { "  reconcile \($0) -f manifests/" })
    }

    private static let schema = "manifest.schema.json"

    private static var files: [(path: String, text: String)] {
        [
            ("manifests/connection.yaml", modeline + connection), ("manifests/login-flow.yaml", modeline + flow),
            ("manifests/connector.yaml", modeline + connector), ("manifests/trigger.yaml", modeline + trigger),
            (schema, JSONText.write(JSONSchema.value(Composition.catalogue)) + "\n"),
            (".vscode/settings.json", editorSettings), (".gitignore", ".reconcile/\n"), ("README.md", readme),
        ]
    }

    private static let modeline = "# yaml-language-server: $schema=../\(schema)\n"

    private static let connection = """
        # The identity provider that people sign in with. The other resources refer to it by its name.
        apiVersion: reconcile/v1
        kind: Connection
        metadata:
          name: corp
          # A plan that would delete a protected resource is refused, even after its manifest is gone.
          # protect: true
        spec:
          displayName: Corporate sign-in
          # Either oidc or saml {entityId, ssoUrl, certificates}.
          oidc:
            issuer: https://login.example.com
            clientId: replace-me
            # A secret is never written here: {env: NAME} or {file: path} says where it is when it is used.
            clientSecret: {env: CORP_CLIENT_SECRET}
          # Our user attribute: the claim in the provider's token. The standard claims need no line.
          attributes:
            groups: groups

        """

    private static let flow = """
        # An application, and what its login page offers. Whoever signs in to it through a connection gets an account in
        # every enabled connector of that connection.
        apiVersion: reconcile/v1
        kind: LoginFlow
        metadata:
          name: portal
        spec:
          application:
            displayName: Employee portal
          steps:
            - options:
                - connection: corp

        """

    private static let connector = """
        # An account system: who signs in through the connection gets an account there, once `enabled` is true.
        # `reconcile explain connector.spec.settings` shows the fields of each type.
        apiVersion: reconcile/v1
        kind: OutboundConnector
        metadata:
          name: corp-wiki
        spec:
          connection: corp
          # scim2, google or salesforce
          type: scim2
          # Configuring and switching on are two acts: try `reconcile connector test corp-wiki` first.
          enabled: false
          settings:
            baseUrl: https://wiki.example.com/scim/v2
            authentication: {bearer: {token: {env: WIKI_SCIM_TOKEN}}}
          # Target attribute: template over user attributes. What is not named here keeps the type's default.
          mapping:
            userName: "{{lowercased(email)}}"
          # Only these people; without `scope` it is everybody who signs in through the connection.
          # scope:
          #   groups: [engineering]

        """

    private static let trigger = """
        # Who may tell us that a login happened, and how that is proven: POST /triggers/portal-backend, signed as
        # Standard Webhooks say.
        apiVersion: reconcile/v1
        kind: LoginTrigger
        metadata:
          name: portal-backend
        spec:
          type: webhook
          secret: {env: PORTAL_WEBHOOK_SECRET}
          # It may speak for these applications only; without this line, for any.
          applications: [portal]

        """

    private static let editorSettings = """
        {
          "yaml.schemas": {
            "./\(schema)": "manifests/**/*.{yaml,yml}"
          }
        }

        """

    private static let readme = """
        # Sign-in configuration

        `manifests/` says which connections, login flows, connectors and login triggers there are; `reconcile apply`
        makes the stored state equal to it.

        1. Replace the addresses and names in `manifests/`. Your editor checks them with `\(schema)`.
        2. `reconcile validate -f manifests/` checks them offline, `reconcile plan -f manifests/` shows what would change,
           and `reconcile apply -f manifests/` applies it. None of them needs a secret.
        3. Set the variables that the manifests name: `CORP_CLIENT_SECRET`, `WIKI_SCIM_TOKEN`, `PORTAL_WEBHOOK_SECRET`.
        4. `reconcile connector test corp-wiki` asks the account system whether it can be provisioned. Then write
           `enabled: true` in `manifests/connector.yaml`, and apply.
        5. `reconcile listen` waits for logins at `/triggers/portal-backend`.

        `reconcile fmt manifests/` formats, `reconcile explain KIND` explains. After an upgrade of reconcile, write the
        schema anew: `reconcile schema > \(schema)`. The stored state is in `.reconcile/`, which Git ignores.

        """
}
