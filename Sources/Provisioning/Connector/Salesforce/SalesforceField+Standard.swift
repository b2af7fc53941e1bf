// The standard fields of a user, as Salesforce documents them.

extension SalesforceField {
    struct Standard: Sendable {
        let content: Content
        let doc: String
        var source = lengths
    }

    /// Types and lengths: the Field Reference Guide's page about User.
    static let lengths =
        "https://developer.salesforce.com/docs/atlas.en-us.sfFieldRef.meta/sfFieldRef/salesforce_field_reference_User.htm"
    /// Meanings: the Object Reference's page about User.
    static let meanings =
        "https://developer.salesforce.com/docs/atlas.en-us.object_reference.meta/object_reference/sforce_api_objects_user.htm"
    static let customFields = "https://help.salesforce.com/s/articleView?id=platform.custom_field_types.htm"

    static let standard: [String: Standard] = identity.merging(work) { $1 }.merging(localisation) { $1 }
        .merging(permissions) { $1 }

    private static let identity: [String: Standard] = [
        "Username": Standard(
            content: .userName(most: 80),
            doc: "Signs the user in: looks like an e-mail address, and is unique in all organisations of Salesforce."),
        "FederationIdentifier": Standard(
            content: .text(most: 512),
            doc: "The name that a SAML assertion calls the user by; unique in the organisation."),
        "FirstName": Standard(content: .text(most: 40), doc: "Given name."),
        "LastName": Standard(content: .text(most: 80), doc: "Family name; required."),
        "MiddleName": Standard(content: .text(most: 40), doc: "Only where middle names are switched on."),
        "Suffix": Standard(content: .text(most: 40), doc: "Only where name suffixes are switched on."),
        "Email": Standard(
            content: .email(most: 128),
            doc: "Required. Where the organisation verifies changes, it stays the old one until the person agrees."),
        "Alias": Standard(
            content: .label(most: 8), doc: "Short name in lists; required, made from the names when not mapped."),
        "CommunityNickname": Standard(
            content: .label(most: 40), doc: "Name in Experience Cloud sites; unique in the organisation."),
        "AboutMe": Standard(content: .text(most: 1000), doc: "About the person."),
        "EmployeeNumber": Standard(content: .text(most: 20), doc: "Employee number."),
        "SenderEmail": Standard(content: .email(most: 80), doc: "Sender of the user's mail."),
        "SenderName": Standard(content: .text(most: 80), doc: "Sender's name in the user's mail."),
        "Signature": Standard(content: .text(most: 1333), doc: "Signature of the user's mail."),
    ]

    private static let work: [String: Standard] = [
        "CompanyName": Standard(content: .text(most: 80), doc: "Company."),
        "Department": Standard(content: .text(most: 80), doc: "Department."),
        "Division": Standard(content: .text(most: 80), doc: "Division."),
        "Title": Standard(content: .text(most: 80), doc: "Job title."),
        "Phone": Standard(content: .text(most: 40), doc: "Telephone."),
        "Extension": Standard(content: .text(most: 40), doc: "Extension of the telephone."),
        "Fax": Standard(content: .text(most: 40), doc: "Fax."),
        "MobilePhone": Standard(content: .text(most: 40), doc: "Mobile telephone."),
        "Street": Standard(content: .text(most: 255), doc: "Street."),
        "City": Standard(content: .text(most: 40), doc: "City."),
        "PostalCode": Standard(content: .text(most: 20), doc: "Postal code."),
        "State": Standard(content: .text(most: 80), doc: "State or province."),
        "StateCode": Standard(content: .text(most: 10), doc: "Only where state and country lists are switched on."),
        "Country": Standard(content: .text(most: 80), doc: "Country."),
        "CountryCode": Standard(content: .text(most: 10), doc: "Only where state and country lists are switched on."),
        "Latitude": Standard(content: .number, doc: "Of the address.", source: meanings),
        "Longitude": Standard(content: .number, doc: "Of the address.", source: meanings),
        "ManagerId": Standard(
            content: .reference(Reference(object: "User", key: "Username", prefix: "005")),
            doc: "The manager: a user's id or `Username`.", source: meanings),
        "DelegatedApproverId": Standard(
            content: .reference(Reference(object: "User", key: "Username", prefix: "005")),
            doc: "Who approves instead: a user's id or `Username`.", source: meanings),
        "IndividualId": Standard(
            content: .reference(Reference(object: "Individual", key: nil, prefix: "0PK")),
            doc: "The data privacy record, by id.", source: meanings),
    ]

    private static let localisation: [String: Standard] = [
        "LocaleSidKey": Standard(
            content: .text(most: 40), doc: "Formats of dates and numbers, such as `en_US`; required."),
        "LanguageLocaleKey": Standard(content: .text(most: 40), doc: "Language, such as `en_US`; required."),
        "TimeZoneSidKey": Standard(content: .text(most: 40), doc: "Time zone, such as `Europe/Berlin`; required."),
        "EmailEncodingKey": Standard(content: .text(most: 40), doc: "Encoding of mail, such as `UTF-8`; required."),
        "CurrencyIsoCode": Standard(content: .text(most: 3), doc: "Only where several currencies are switched on."),
        "DefaultCurrencyIsoCode": Standard(
            content: .text(most: 3), doc: "Only where several currencies are switched on."),
        "StartDay": Standard(content: .text(most: 40), doc: "Begin of the working day."),
        "EndDay": Standard(content: .text(most: 40), doc: "End of the working day."),
        "DigestFrequency": Standard(content: .text(most: 40), doc: "Chatter mail: `D`, `W` or `N`."),
        "DefaultGroupNotificationFrequency": Standard(
            content: .text(most: 40), doc: "Mail of Chatter groups: `P`, `D`, `W` or `N`."),
    ]

    private static let permissions: [String: Standard] = [
        "IsActive": Standard(content: .boolean, doc: "Whether the user may sign in.", source: meanings),
        "ProfileId": Standard(
            content: .reference(Reference(object: "Profile", key: "Name", prefix: "00e")),
            doc: "The profile, by name or id; required, `newAccounts.profile` when not mapped.", source: meanings),
        "UserRoleId": Standard(
            content: .reference(Reference(object: "UserRole", key: "DeveloperName", prefix: "00E")),
            doc: "The role, by API name or id.", source: meanings),
        "ContactId": Standard(
            content: .reference(Reference(object: "Contact", key: nil, prefix: "003")),
            doc: "The contact of a partner or customer user, by id; can't be changed.", source: meanings),
        "CallCenterId": Standard(
            content: .reference(Reference(object: "CallCenter", key: "InternalName", prefix: "04v")),
            doc: "The call centre, by internal name or id.", source: meanings),
        "ForecastEnabled": Standard(content: .boolean, doc: "Forecasting.", source: meanings),
        "ReceivesInfoEmails": Standard(content: .boolean, doc: "Mail from Salesforce to users.", source: meanings),
        "ReceivesAdminInfoEmails": Standard(
            content: .boolean, doc: "Mail from Salesforce to administrators.", source: meanings),
    ]
}
