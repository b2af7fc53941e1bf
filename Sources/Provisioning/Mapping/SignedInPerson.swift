package import Model

/// Who signed in, and through which connection.
package struct SignedInPerson: Hashable, Sendable {
    package let attributes: UserAttributes
    package let connection: String

    package init(attributes: UserAttributes, connection: String) {
        self.attributes = attributes
        self.connection = connection
    }
}
