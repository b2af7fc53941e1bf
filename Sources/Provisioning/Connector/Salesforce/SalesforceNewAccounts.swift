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
