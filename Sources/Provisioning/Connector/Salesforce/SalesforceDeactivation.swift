package import Model

/// What happens to an account that is deactivated, besides that.
package struct SalesforceDeactivation: ManifestObject {
    package static let doc = "What else happens to an account that is deactivated."

    package let renameUsername: Bool

    private static let renameUsername = Field<Bool>.defaulted(
        "renameUsername", "Whether `Username` is changed too, so that another account can have it.", to: false)

    package static let fields = [renameUsername.shape]

    package init?(_ object: inout ObjectReader) {
        guard let renameUsername = object.defaulted(Self.renameUsername) else { return nil }
        self.renameUsername = renameUsername
    }
}
