/// The page on exports of this source.
package enum WSO2Page {
    package static let text = SourceTables.page(
        forms: WSO2Forms.all,
        properties: [
            ("Properties of authenticators", WSO2Properties.authenticators),
            ("Properties of outbound connectors", WSO2Properties.connectors),
        ])
}
