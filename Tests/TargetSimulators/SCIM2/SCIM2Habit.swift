extension SCIM2Simulator {
    /// What a service does otherwise than RFC 7643 and RFC 7644 have it, or leave open to it.
    package enum Habit: Hashable, Sendable {
        // Look-ups.

        /// Answers a search with everybody, whatever the filter.
        case ignoresFilters
        /// Answers a search that has a filter with this status.
        case refusesFilters(Int)
        /// Answers 400 invalidFilter to a filter by externalId.
        case cannotFilterExternalID
        /// A look-up finds nobody before the first write: its index lags behind.
        case hidesUntilWritten
        /// Gives at most so many a page.
        case pages(of: Int)
        /// Always gives the first page; of two users when no other habit says how many.
        case ignoresPages
        /// The first user has `startIndex` 0.
        case countsFromZero
        case omitsTotal
        case writesTotalAsText
        /// RFC 7644 §3.4.2 needs `Resources` only when there are some.
        case omitsEmptyResources

        // Creates.

        /// A duplicate is a 500 with an HTML page.
        case breaksOnDuplicate
        /// A duplicate is a 200 with the account that is there.
        case answersDuplicateWithAccount
        /// Shows only accounts that were made, or asked to be made, by SCIM.
        case hidesForeign
        /// Answers a create with 409 for a reason that is no duplicate.
        case refusesWithConflict
        /// No two accounts may share an e-mail address.
        case wantsUniqueEmail
        /// Refuses a user without this attribute.
        case wants(String)
        /// Refuses items with `type` or `primary`.
        case refusesItemTypes

        // Updates.

        /// Answers PATCH with this status.
        case lacksPatch(Int)
        case lacksPut(Int)
        /// Knows `Add`, `Replace` and `Remove` in this letter case only.
        case wantsCapitalOperations
        /// PATCH answers 200 with the account instead of 204.
        case answersPatchWithAccount
        /// The externalId can be given in no PATCH (400 mutability).
        case keepsExternalID
        case gives(Versions)
        /// Answers a write without `If-Match` with this status.
        case wantsMatch(Int)
        /// Answers 412 to every `If-Match`.
        case refusesMatch

        // What is kept and shown.

        case lowersUserNames
        case lowersEmails
        /// Keeps only the `value` of e-mail addresses.
        case dropsItemTypes
        case dropsExternalID
        /// Shows e-mail addresses as plain texts.
        case flattensItems
        case writesBooleansAsText
        case writesIDsAsNumbers
        case omitsSchemas
        /// Errors bear no `scimType`.
        case omitsErrorType
        case answersAs(String)
        /// Refuses `application/scim+json` with 415.
        case wantsPlainJSON

        // Ends.

        /// DELETE makes an account inactive; it is still there and listed.
        case keepsDeleted
        /// An account that becomes inactive is gone, and its name is free.
        case dropsInactive

        // Descriptions.

        case lacksConfig(Int)
        /// Describes itself at `/ServiceProviderConfigs`, as in SCIM 1.1.
        case describesInPlural
        /// Says the contrary of what it does about PATCH, filters and versions.
        case misdescribesItself
        case lacksGroups(Int)

        package static let givesSmallPages = Habit.pages(of: 2)
    }

    /// Where the version of a resource is told (RFC 7644 §3.14).
    package enum Versions: Hashable, Sendable {
        case strong
        case weak
        /// In `ETag` and not in `meta.version`.
        case inHeaderOnly
        /// The same until the next second.
        case coarse
    }
}

extension Set<SCIM2Simulator.Habit> {
    /// The first value that `pick` finds: for habits that say how much.
    func first<Found>(_ pick: (SCIM2Simulator.Habit) -> Found?) -> Found? { lazy.compactMap(pick).first }
}
