import Testing

@testable import Importing
@testable import Provisioning

/// The claims of a server stand in two tables: of its exports, and of its events.
struct ClaimTableTests {
    @Test(arguments: Provisioning.WSO2Claims.table.map(\.uri))
    func `a claim is the same attribute in an export and in an event`(uri: String) {
        let attribute = Provisioning.WSO2Claims.table.first { $0.uri == uri }?.attribute
        #expect(ClaimAttributes.attribute(forLocal: uri) == attribute)
    }

    @Test(arguments: ClaimAttributes.localClaims.keys.sorted())
    func `an attribute of exported claims is one of events too`(name: String) {
        #expect(Provisioning.WSO2Claims.attribute(named: name) == ClaimAttributes.localClaims[name])
    }
}
