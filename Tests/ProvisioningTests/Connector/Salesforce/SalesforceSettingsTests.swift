import Model
import Provisioning
import TargetSimulators
import Testing

@Suite struct SalesforceSettingsTests {
    static func read(_ settings: Value) -> (SalesforceSettings?, Value?, [Diagnostic]) {
        let reading = Reading(file: "test", catalogue: ConnectorCase.catalogue)
        let accepted = SalesforceSettings.read(Node(settings), in: reading)
        return (accepted?.value, accepted?.canonical, reading.findings)
    }

    static func sample(_ more: (String, Value)...) -> Value {
        var map = ValueMap([
            .init(key: "instanceUrl", value: .string("https://example.my.salesforce.com/")),
            .init(key: "authentication", value: SalesforceTokenTests.jwt()),
        ])
        for (name, value) in more { map[name] = value }
        return .map(map)
    }

    @Test func `a full sample comes back from its canonical form`() throws {
        let sample = Self.sample(
            ("tokenUrl", .string("https://login.salesforce.com/services/oauth2/token")),
            ("apiVersion", .string("v64.0")), ("externalIdField", .string("ns__Employee_Key__c")),
            ("create", .string("upsert")),
            (
                "newAccounts",
                .object(
                    ("profile", .string("Standard User")), ("locale", .string("de_DE")), ("language", .string("de")),
                    ("timeZone", .string("Europe/Berlin")), ("emailEncoding", .string("ISO-8859-1")))
            ),
            ("deactivation", .object(("renameUsername", .bool(true)))),
            ("provisioningPattern", .string("{UD,UN}")), ("separator", .string("-")), ("tenantDomain", .string("t")),
            ("domain", .string("example.com")), ("permissionSets", .object(("sales", .string("Sales_Cloud")))))
        let (settings, canonical, findings) = Self.read(sample)
        #expect(findings.isEmpty)
        #expect(settings?.instanceURL.text == "https://example.my.salesforce.com")
        #expect(settings?.apiVersion.text == "v64.0")
        #expect(Self.read(try #require(canonical)).1 == canonical)
        #expect(canonical?.map?.keys == SalesforceSettings.fields.map(\.name).sorted())
    }

    @Test func `what is left out has its default`() throws {
        let settings = try #require(Self.read(Self.sample()).0)
        #expect(settings.tokenURL.text == "https://example.my.salesforce.com/services/oauth2/token")
        #expect(settings.apiVersion.text == "v62.0")
        #expect(settings.externalIDField.name == "FederationIdentifier")
        #expect(settings.create == .insert && !settings.deactivation.renameUsername)
        #expect(settings.newAccounts.timeZone == "GMT" && settings.newAccounts.profile == nil)
    }

    @Test(arguments: [
        ("instanceUrl", Value.string("http://example.my.salesforce.com"), DiagnosticCode.insecureURL),
        ("instanceUrl", .string("https://example.my.salesforce.com/services"), .malformedText),
        ("instanceUrl", .string("https://example.my.salesforce.com?x=1"), .malformedText),
        ("instanceUrl", .string("https://example.lightning.force.com"), .malformedText),
        ("instanceUrl", .string("https://login.salesforce.com"), .malformedText),
        ("tokenUrl", .string("http://login.salesforce.com/x"), .insecureURL),
        ("apiVersion", .string("62.0"), .malformedText), ("apiVersion", .string("v45.0"), .malformedText),
        ("apiVersion", .string("v100.0"), .malformedText), ("apiVersion", .string("v62.1"), .malformedText),
        ("externalIdField", .string("Email"), .malformedText),
        ("externalIdField", .string("Employee__"), .malformedText),
        ("externalIdField", .string("a b__c"), .malformedText),
        ("create", .string("upsert"), .malformedText), ("provisioningPattern", .string("{XX}"), .malformedText),
        ("authentication", .object(), .exactlyOne), ("newAccounts", .object(("role", .string("x"))), .unknownField),
    ])
    func `a setting that can't work is refused where it stands`(field: String, value: Value, code: DiagnosticCode) {
        let findings = Self.read(Self.sample((field, value))).2
        #expect(findings.map(\.code) == [code], "\(findings)")
        #expect(findings.allSatisfy { $0.path?.description.hasPrefix(field) == true && $0.hint != "" })
    }

    @Test func `loopback may be plain, for a simulated organisation`() {
        #expect(Self.read(Self.sample(("instanceUrl", .string("http://127.0.0.1:8080")))).2.isEmpty)
    }

    @Test(arguments: [
        ("Id", "own to write"), ("lastname", "written `LastName`"), ("Password", "passwords are not provisioned"),
        ("NewPassword", "passwords are not provisioned"), ("Nonsense", "`NAME__c`"), ("__c", "`NAME__c`"),
        ("A__b__c__c", ""), ("Cost_Center__c", ""), ("ns__Cost_Center__c", ""), ("UserPreferencesHideS1BrowserUI", ""),
        ("UserPermissions", "no field"), ("permissionSets", "no field"), ("Title'", "no field"),
    ])
    func `a mapping names fields that a user has and we may write`(target: String, words: String) {
        let problem = SalesforceConnector.mappingProblem(target)
        if words.isEmpty {
            #expect(problem == nil)
        } else {
            #expect(problem?.contains(words) == true, "\(problem ?? "none")")
        }
    }

    @Test func `every documented field may be mapped and names the page that says so`() {
        for target in SalesforceConnector.targets {
            #expect(
                target.source.hasPrefix("https://developer.salesforce.com/")
                    || target.source.hasPrefix("https://help.salesforce.com/"))
            #expect(target.doc.hasSuffix("."))
            guard !target.name.contains("…") else { continue }
            #expect(SalesforceConnector.mappingProblem(target.name) == nil)
        }
        #expect(SalesforceConnector.targets.count > 50)
        let known = Set(SalesforceConnector.targets.map(\.name))
        #expect(SalesforceConnector.mappingDefaults.keys.allSatisfy(known.contains))
    }

    @Test func `the documented lengths are those that the organisation holds us to`() {
        let lengths = SalesforceSimulator().textLengths
        #expect(lengths.count > 25)
        for (name, most) in lengths {
            let target = SalesforceConnector.targets.first { $0.name == name }
            #expect(target?.doc.contains("At most \(most) characters") == true, "\(name)")
        }
    }
}
