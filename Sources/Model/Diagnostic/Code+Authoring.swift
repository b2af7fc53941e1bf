/// R7001 to R7009: writing manifests.
extension DiagnosticCode {
    package static let formatUnsafe = Self(
        "R7001", "formatting would change what a file says",
        "The formatted text was read again and was not the same, so the file was left as it is. This is a fault of reconcile; please report the file, and format it by hand."
    )
    package static let notPlainJSON = Self(
        "R7002", "a .json file that is not JSON",
        "Manifests may be JSON with comments or other YAML in a `.json` file, but it can't be formatted as JSON. Correct it, or name it `.yaml`."
    )
    package static let wouldOverwrite = Self(
        "R7003", "a file that `init` would write exists already",
        "`init` never overwrites a file: it writes all of its files or none. Run it in another folder, or move the file away."
    )
    package static let unwritableFile = Self(
        "R7004", "a file can't be written",
        "Check the permissions of the file and of its folder, and the space that is left. The file is as it was.")

    static let authoring = [formatUnsafe, notPlainJSON, wouldOverwrite, unwritableFile]
}
