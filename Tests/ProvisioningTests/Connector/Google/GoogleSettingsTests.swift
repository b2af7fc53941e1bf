import Model
import Provisioning
import Testing

@Suite struct GoogleSettingsTests {
    static func read(_ settings: Value) -> (GoogleSettings?, Value?, [Diagnostic]) {
        let reading = Reading(file: "test", catalogue: ConnectorCase.catalogue)
        let accepted = GoogleSettings.read(Node(settings), in: reading)
        return (accepted?.value, accepted?.canonical, reading.findings)
    }

    @Test func `settings are read, and read back from their canonical form`() throws {
        let (settings, canonical, findings) = Self.read(
            GoogleConnectorTests.settings(
                ("domain", .string("example.com")), ("provisioningPattern", .string("{UD, UN}")),
                ("separator", .string("-")), ("tenantDomain", .string("corp")), ("orgUnitPath", .string("/Staff")),
                ("groups", .object(("engineering", .string("eng@example.com")))),
                ("changePasswordAtNextLogin", .bool(false)), ("externalIdType", .string("okta")),
                ("externalIdField", .string("Identity.subject")), ("baseUrl", .string("http://127.0.0.1:8080"))))
        #expect(findings.isEmpty, "\(findings)")
        #expect(settings?.provisioningPattern?.parts == [.userStoreDomain, .userName])
        #expect(settings?.baseURL == "http://127.0.0.1:8080")
        #expect(Self.read(try #require(canonical)).1 == canonical)
        #expect(canonical?.map?.keys == GoogleSettings.fields.map(\.name).sorted())
    }

    @Test func `a key and an administrator are enough`() {
        let (settings, _, findings) = Self.read(GoogleConnectorTests.settings())
        #expect(findings.isEmpty)
        #expect(settings?.baseURL == "https://admin.googleapis.com")
        #expect(settings?.changePasswordAtNextLogin == true)
    }

    @Test(arguments: [
        ("adminEmail", Value.string("admin"), DiagnosticCode.malformedText),
        ("domain", .string("localhost"), .malformedText),
        ("externalIdType", .string(" "), .malformedText),
        ("orgUnitPath", .string("Staff"), .malformedText),
        ("groups", .object(("a", .string("no address"))), .malformedText),
        ("externalIdField", .string("subject"), .malformedText),
        ("baseUrl", .string("http://admin.example"), .insecureURL),
        ("baseUrl", .string("https://admin.example/?a=b"), .malformedText),
        ("serviceAccountKey", .string("{\"type\": \"service_account\"}"), .literalSecret),
        ("provisioningPattern", .string("{UN}"), .missingField),
        ("password", .string("x"), .unknownField),
    ])
    func `a wrong setting is found where it is`(name: String, value: Value, code: DiagnosticCode) {
        let (settings, _, findings) = Self.read(GoogleConnectorTests.settings((name, value)))
        #expect(settings == nil)
        #expect(findings.map(\.code) == [code])
        #expect(!findings.contains { $0.message.contains("service_account") })
    }

    @Test func `each attribute of the table can be mapped, and has its page at Google`() {
        for target in GoogleConnector.targets {
            #expect(GoogleConnector.mappingProblem(target.name) == nil, "\(target.name)")
            #expect(target.source.hasPrefix("https://developers.google.com/workspace/admin/directory/"))
        }
        for name in GoogleConnector.mappingDefaults.keys {
            #expect(GoogleConnector.targets.contains { $0.name == name }, "\(name) is not in the table")
        }
    }

    @Test(arguments: [
        "password", "hashFunction", "groups", "aliases", "emails", "id", "etag", "isAdmin", "name", "name.fullName",
        "phones", "phones.car", "organizations.primary", "customSchemas", "customSchemas.A", "customSchemas.A.b.c",
        "externalIds.custom", "", ".",
    ])
    func `what Google writes itself or does not know can't be mapped`(name: String) {
        #expect(GoogleConnector.mappingProblem(name) != nil)
    }
}
