import Importing
import Model
import Provisioning
import Reports
import TestSupport
import Testing

/// Pages that are written by the program's own tables, so that they can't disagree with it.
struct GeneratedDocumentTests {
    static let catalogue = SchemaCatalogue(
        connectorTypes: ConnectorCatalog.builtIn.schemas, triggerTypes: TriggerCatalog.builtIn.schemas,
        templates: templateReading)

    @Test func `the page of fields says what the schema says`() throws {
        try GoldenFile.expect(FieldTables.fields(Self.catalogue), at: "docs/fields.md")
    }

    @Test func `the page on exports says what the import's tables say`() throws {
        try GoldenFile.expect(WSO2Page.text, at: "docs/wso2-fields.md")
    }

    @Test func `the page of diagnostics says every code`() throws {
        let page = FieldTables.diagnostics()
        for code in DiagnosticCode.all { #expect(page.contains(code.id), "the page lacks \(code.id)") }
        try GoldenFile.expect(page, at: "docs/diagnostics.md")
    }
}
