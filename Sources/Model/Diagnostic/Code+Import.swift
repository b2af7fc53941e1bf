/// R701x: taking over what another tool exported.
extension DiagnosticCode {
    package static let sourceUnknownField = Self(
        "R7010", "an exported file has a field that is not known here",
        "Nothing is dropped in silence, so nothing is written. Correct the name, or say `--leave-out NAME` if the field does not matter to you."
    )
    package static let sourceWrongType = Self(
        "R7011", "a field of an exported file holds something of another type",
        "The server writes another type there. Export the tree again, or correct the value.")
    package static let sourceFieldMissing = Self(
        "R7012", "an exported file lacks a field",
        "Without it the resource can't be taken over. Export the tree again, or remove the file.")
    package static let sourceLeftOut = Self(
        "R7013", "something exported has no counterpart here",
        "A warning: it is not in the manifests, for the reason given. Everything else of its file is.")
    package static let sourceUnreadable = Self(
        "R7014", "a file of an exported tree is not of a form that can be read",
        "Trees in YAML and JSON are read, not XML. Export again with `-f yaml`.")
    package static let sourceDuplicate = Self(
        "R7015", "something stands twice in an exported tree",
        "Two files export a resource of one name, or a component has a key twice. Remove one of the two.")
    package static let sourceAssumed = Self(
        "R7016", "the export does not say something, and a value was chosen",
        "A warning: check the value that the manifests have now, for the reason given.")
    package static let sourceClearSecret = Self(
        "R7017", "a secret stands in clear in an exported tree",
        "A warning: the manifests hold a reference instead, and the value is written nowhere. Remove it from the export and from its history, and replace the secret."
    )
    package static let sourceNotValid = Self(
        "R7018", "what an export says is no valid manifest",
        "The value would be refused by `reconcile validate`, for the reason given. Correct it in the export.")
    package static let sourceRenamed = Self(
        "R7019", "a resource got a number, since two names become one",
        "A warning: names here hold small letters, digits and `-` only, so two exported names became the same. Give the manifest a better name before the first apply."
    )
    package static let nothingToImport = Self(
        "R7020", "there is nothing to import",
        "The folder is the one that the exporting tool wrote, with a folder for each type inside.")

    /// The findings that keep nothing from being written.
    package static let importWarnings: Set<DiagnosticCode> = [
        sourceLeftOut, sourceAssumed, sourceClearSecret, sourceRenamed,
    ]

    static let imports = [
        sourceUnknownField, sourceWrongType, sourceFieldMissing, sourceLeftOut, sourceUnreadable, sourceDuplicate,
        sourceAssumed, sourceClearSecret, sourceNotValid, sourceRenamed, nothingToImport,
    ]
}
