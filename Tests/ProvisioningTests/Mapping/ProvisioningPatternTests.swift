import Model
import Provisioning
import Testing

@Suite struct ProvisioningPatternTests {
    static func name(
        _ parts: [ProvisioningPattern.Part], of userName: String, separator: String = "-", domain: String? = nil,
        connection: String = "salesforce"
    ) -> String? {
        let person = SignedInPerson(
            attributes: UserAttributes(ValueMap([.init(key: "userName", value: .string(userName))])),
            connection: connection)
        return ProvisioningPattern(parts).name(
            of: person, .init(separator: separator, tenantDomain: "carbon.super", domain: domain))
    }

    @Test func `all four parts are joined in small letters`() {
        let parts: [ProvisioningPattern.Part] = [.userStoreDomain, .userName, .tenantDomain, .connection]
        #expect(
            Self.name(parts, of: "User@provisioning.com") == "primary-user@provisioning.com-carbon.super-salesforce")
        #expect(Self.name(parts, of: "LDAP/ada") == "ldap-ada-carbon.super-salesforce")
    }

    @Test func `the separator is taken literally, and out of every part but the user name`() {
        #expect(Self.name([.userName, .tenantDomain], of: "a.b", separator: ".") == "a.b.carbonsuper")
        #expect(Self.name([.connection, .userName], of: "ada", connection: "corp-okta") == "corpokta-ada")
    }

    @Test(arguments: [
        ("alex@gmail.com", "alex.gmail.com@corp.com"), ("alex@corp.com", "alex@corp.com"),
        ("bobcorp.com", "bobcorp.com@corp.com"), ("bob", "bob@corp.com"),
    ])
    func `a domain is appended unless the name is of it`(userName: String, expected: String) {
        #expect(Self.name([.userName], of: userName, domain: "corp.com") == expected)
    }

    @Test(arguments: ["", "LDAP/"])
    func `nobody without a user name has one`(userName: String) {
        #expect(Self.name([.userName], of: userName) == nil)
    }
}
