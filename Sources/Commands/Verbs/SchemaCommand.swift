import ArgumentParser
import Reports

struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the manifests' JSON Schema (draft 2020-12), for editors.",
        discussion: """
            Save it and name it in the first line of a manifest: \
            # yaml-language-server: $schema=reconcile.schema.json
            """)

    @OptionGroup var output: OutputOptions

    func run() throws {
        output.console.result(JSONText.write(JSONSchema.value(Composition.catalogue)))
    }
}
