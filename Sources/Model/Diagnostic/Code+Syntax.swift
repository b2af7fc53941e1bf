/// R1xxx: reading manifests.
extension DiagnosticCode {
    package static let unreadableFile = Self(
        "R1001", "a manifest file or folder can't be read",
        "An unreadable path is never taken for an empty one, since that would plan deletions. Check the path and its permissions."
    )
    package static let malformedYAML = Self(
        "R1002", "a file is no valid YAML",
        "The YAML parser stopped here; the rest of the file was not read. Tabs can't indent, and brackets and quotes must close."
    )
    package static let notUTF8 = Self(
        "R1003", "a file is not UTF-8",
        "Manifests are UTF-8, with or without a byte order mark. Convert the file, for instance with iconv.")
    package static let duplicateKey = Self(
        "R1004", "a key stands twice in one map",
        "YAML 1.2 forbids duplicate keys; most parsers silently keep the last. Remove one of the two.")
    package static let tooDeep = Self(
        "R1005", "a document is nested too deep",
        "Documents may nest 64 levels. No resource needs as many.")
    package static let tooLarge = Self(
        "R1006", "a file or document is too large",
        "A file may hold 256 MiB and 1,000,000 documents. Split it.")
    package static let tooManyAliases = Self(
        "R1007", "aliases expand to too much",
        "Anchors and merge keys may expand a document to at most 100,000 nodes, which stops a few lines from filling the memory."
    )
    package static let unknownAlias = Self(
        "R1008", "an alias without its anchor",
        "`*name` needs an `&name` earlier in the same document.")
    package static let badMergeKey = Self(
        "R1009", "a merge key that holds no map",
        "`<<` takes a map, an alias of a map, or a list of those.")
    package static let keyNotText = Self(
        "R1010", "a map key that is not text",
        "Keys are plain texts. A list, a map or nothing can't be a key.")
    package static let unsupportedTag = Self(
        "R1011", "a YAML tag that is not supported",
        "Only the core tags `!!str !!int !!float !!bool !!null !!seq !!map` are read. Remove the tag.")
    package static let notAResource = Self(
        "R1012", "a document that is no resource",
        "Each document is a map with `apiVersion`, `kind`, `metadata` and `spec`.")
    package static let unknownVersion = Self(
        "R1013", "an unknown `apiVersion`",
        "This program reads `reconcile/v1`.")
    package static let unknownKind = Self(
        "R1014", "an unknown `kind`",
        "The kinds are Connection, OutboundConnector, LoginFlow and LoginTrigger.")
    package static let missingField = Self(
        "R1015", "a required field is missing",
        "`reconcile explain KIND.path` shows the field and an example.")
    package static let unknownField = Self(
        "R1016", "a field that does not exist",
        "Unknown fields are errors, so that a typing mistake can't be ignored. `reconcile explain KIND` lists the fields."
    )
    package static let literalSecret = Self(
        "R1017", "a secret written in a manifest",
        "Secret fields hold a reference: `{env: NAME}` or `{file: path}`. The value is read where it is used and never stored. If this secret was committed, replace it."
    )
    package static let wrongType = Self(
        "R1018", "a value of the wrong type",
        "The field wants another type. Quote a text that looks like a number; write `true` or `false` for a Boolean.")
    package static let outOfRange = Self(
        "R1019", "a number out of its range",
        "`reconcile explain KIND.path` shows the range.")
    package static let malformedText = Self(
        "R1020", "a text of the wrong form",
        "The field wants a text of a certain form, such as a URL, a name or a duration.")
    package static let unknownChoice = Self(
        "R1021", "a value that is not among the choices",
        "The field takes one of a few words; the message lists them.")
    package static let exactlyOne = Self(
        "R1022", "not exactly one of several fields",
        "Exactly one of the named fields must be there.")
    package static let undefinedVariable = Self(
        "R1023", "an undefined variable",
        "Give it with `--var NAME=value`, `--var-file`, or the environment variable `RECONCILE_VAR_NAME`, or write a default: `${NAME:-default}`. `$${` writes a literal `${`."
    )
    package static let malformedVariable = Self(
        "R1024", "a malformed variable reference",
        "Write `${NAME}` or `${NAME:-default}`; a name is letters, digits and `_`. `$${` writes a literal `${`.")
    package static let emptyList = Self(
        "R1025", "a list that needs at least one item",
        "An empty list here would mean nothing sensible. Remove the field or add an item.")
    package static let malformedTemplate = Self(
        "R1026", "a malformed mapping template",
        "Templates are mustache: `{{name}}`, `{{function(name)}}`, `{{#name}}…{{/name}}`, `{{^name}}…{{/name}}`. Partials, delimiter changes and pragmas are refused."
    )
    package static let unknownFunction = Self(
        "R1027", "an unknown template function",
        "The functions are lowercased, uppercased, capitalized, trimmed, localPart, domain, ascii, first, last, sorted and joined."
    )
    package static let unknownConnectorType = Self(
        "R1028", "an unknown connector type",
        "`reconcile explain OutboundConnector.spec.type` lists the types of this version.")
    package static let unknownTriggerType = Self(
        "R1029", "an unknown trigger type",
        "`reconcile explain LoginTrigger.spec.type` lists the types of this version.")
    package static let badMappingTarget = Self(
        "R1030", "a mapping target the connector can't write",
        "The key must name an attribute of the target system; `reconcile explain OutboundConnector.spec.mapping` says which."
    )
    package static let nothingGiven = Self(
        "R1031", "no manifests were found",
        "The paths given with -f hold no `.yaml`, `.yml` or `.json` file. Nothing given is never taken for an empty desired state."
    )
    package static let malformedVariableFile = Self(
        "R1032", "a malformed variable file or --var",
        "`--var` takes NAME=value; `--var-file` takes a YAML or JSON map of names to texts, numbers or Booleans.")
    package static let insecureURL = Self(
        "R1033", "an address that is not https",
        "Credentials go only over https, except to a loopback address. Set `allowInsecureHttp: true` where the field offers it."
    )

    static let syntax = [
        unreadableFile, malformedYAML, notUTF8, duplicateKey, tooDeep, tooLarge, tooManyAliases, unknownAlias,
        badMergeKey, keyNotText, unsupportedTag, notAResource, unknownVersion, unknownKind, missingField,
        unknownField, literalSecret, wrongType, outOfRange, malformedText, unknownChoice, exactlyOne,
        undefinedVariable, malformedVariable, emptyList, malformedTemplate, unknownFunction, unknownConnectorType,
        unknownTriggerType, badMappingTarget, nothingGiven, malformedVariableFile, insecureURL,
    ]
}
