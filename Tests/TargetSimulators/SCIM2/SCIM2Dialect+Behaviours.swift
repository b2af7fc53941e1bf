extension SCIM2Dialect {
    /// Each after the behaviour that it is about.
    static let behaviours = [
        SCIM2Dialect("as the RFCs have it", [.gives(.strong)]),
        SCIM2Dialect("PATCH is not implemented", [.lacksPatch(501), .gives(.weak)]),
        SCIM2Dialect("PATCH is not allowed, and is advertised", [.lacksPatch(405), .misdescribesItself]),
        SCIM2Dialect("PUT is not allowed", [.lacksPut(405), .answersPatchWithAccount, .omitsErrorType]),
        SCIM2Dialect(
            "filters are ignored, pages count from zero", [.ignoresFilters, .pages(of: 50), .countsFromZero],
            matchOn: ["userName"]),
        SCIM2Dialect("filters are refused with 400", [.refusesFilters(400), .pages(of: 100)], matchOn: ["userName"]),
        SCIM2Dialect(
            "filters are refused with 403", [.refusesFilters(403), .omitsErrorType, .lacksConfig(403)],
            matchOn: ["userName"]),
        SCIM2Dialect("externalId can't be searched", [.cannotFilterExternalID, .dropsItemTypes]),
        SCIM2Dialect(
            "operations in capitals, booleans as text",
            [.wantsCapitalOperations, .writesBooleansAsText, .omitsSchemas, .answersAs("text/json")]),
        SCIM2Dialect(
            "ids are numbers, totals are text",
            [
                .writesIDsAsNumbers, .writesTotalAsText, .omitsEmptyResources,
                .answersAs("application/json; charset=utf-8"),
            ]),
        SCIM2Dialect("no totals", [.omitsTotal, .omitsSchemas, .lacksConfig(404)]),
        SCIM2Dialect("plain JSON only", [.wantsPlainJSON, .answersAs("application/json"), .lacksConfig(404)]),
        SCIM2Dialect("a write needs If-Match", [.wantsMatch(428), .gives(.strong), .lacksPatch(501)]),
        SCIM2Dialect("a write needs If-Match, versions in ETag only", [.wantsMatch(412), .gives(.inHeaderOnly)]),
        SCIM2Dialect(
            "a duplicate breaks it, a conflict says nothing", [.breaksOnDuplicate, .omitsErrorType, .lowersEmails]),
        SCIM2Dialect("externalId can't be changed", [.keepsExternalID, .lowersUserNames, .lacksGroups(501)]),
    ]
}
