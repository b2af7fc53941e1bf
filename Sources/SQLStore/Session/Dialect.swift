/// The few places where two SQL servers want different words. Everything else is written once.
package struct Dialect: Hashable, Sendable {
    /// Type and constraint of a column that numbers the rows in the order they were stored.
    package let rowNumber: String
    /// Ends the inner query of a claim, so that two claims at once take different rows.
    package let skippingLocked: String
    /// Lists the tables that there are.
    package let tableNames: String
    /// The store's size and what of it is free, in bytes.
    package let storeSize: String
    /// An expression for 32 random hexadecimal digits.
    package let randomText: String

    /// SQLite has one writer at a time, so a claim needs no row locks.
    package static let sqlite = Dialect(
        rowNumber: "INTEGER PRIMARY KEY", skippingLocked: "",
        tableNames: "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
        storeSize: """
            SELECT page_count * page_size, freelist_count * page_size
            FROM pragma_page_count, pragma_freelist_count, pragma_page_size
            """, randomText: "lower(hex(randomblob(16)))")
}
