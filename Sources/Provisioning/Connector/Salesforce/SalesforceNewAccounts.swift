package import Model

/// What Salesforce wants to know of every new user and no identity provider tells.
package struct SalesforceNewAccounts: ManifestObject {
    package static let doc = "What a new account gets where the mapping says nothing; never written again later."

    /// The profile's name or id; `nil` when every account's mapping names one.
    package let profile: String?
    package let locale: String
    package let language: String
    package let timeZone: String
    package let emailEncoding: String

    private static let profile = Field<String>.optional(
        "profile", "The profile, by name or id: it decides about the licence and the permissions (`ProfileId`).",
        example: "Standard User")
    private static let locale = Field<String>.defaulted(
        "locale", "Formats of dates and numbers (`LocaleSidKey`).", to: "en_US")
    private static let language = Field<String>.defaulted(
        "language", "The language of the pages (`LanguageLocaleKey`).", to: "en_US")
    private static let timeZone = Field<String>.defaulted("timeZone", "The time zone (`TimeZoneSidKey`).", to: "GMT")
    private static let emailEncoding = Field<String>.defaulted(
        "emailEncoding", "The encoding of outgoing mail (`EmailEncodingKey`).", to: "UTF-8")

    package static let fields = [profile.shape, locale.shape, language.shape, timeZone.shape, emailEncoding.shape]

    package init?(_ object: inout ObjectReader) {
        profile = object.optional(Self.profile)
        let locale = object.defaulted(Self.locale)
        let language = object.defaulted(Self.language)
        let timeZone = object.defaulted(Self.timeZone)
        let emailEncoding = object.defaulted(Self.emailEncoding)
        guard let locale, let language, let timeZone, let emailEncoding else { return nil }
        self.locale = locale
        self.language = language
        self.timeZone = timeZone
        self.emailEncoding = emailEncoding
    }
}

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

/// A version of the REST API: `v62.0`.
package struct SalesforceVersion: ManifestScalar, Hashable {
    package let number: Int

    /// Winter '25.
    package static let pinned = SalesforceVersion(number: 62)
    /// Summer '19: from here on an upsert answers with the id of the account that it changed.
    private static let known = 46...99

    private static let form = TextForm(
        name: "a version of the REST API, v\(known.lowerBound).0 to v\(known.upperBound).0",
        pattern: "^v(4[6-9]|[5-9][0-9])\\.0$"
    ) { Self.number(of: $0) != nil }

    package static var shape: Shape { .text(form) }
    package var text: String { "v\(number).0" }
    package var canonical: Value { .string(text) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).flatMap { text in
            number(of: text).map { Accepted(Self(number: $0), canonical: .string(text)) }
        }
    }

    private static func number(of text: String) -> Int? {
        known.first { text == "v\($0).0" }
    }
}

/// A field that may hold our identifier of a user.
package struct SalesforceIdentifierField: ManifestScalar, Hashable {
    package let name: String

    package static let federation = SalesforceIdentifierField(name: "FederationIdentifier")

    private static let form = TextForm(
        name: "`FederationIdentifier` or a custom field's API name, which ends in `__c`",
        pattern: "^(FederationIdentifier|[A-Za-z][A-Za-z0-9_]{0,76}__c)$"
    ) { $0 == federation.name || SalesforceField.isCustom($0) }

    package static var shape: Shape { .text(form) }
    package var canonical: Value { .string(name) }

    package static func read(_ node: Node, in reading: Reading) -> Accepted<Self>? {
        reading.text(node, form: form).map { Accepted(Self(name: $0), canonical: .string($0)) }
    }
}
