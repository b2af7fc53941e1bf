/// A path and query on an application's own origin, for the person to go on to.
///
/// It is only ever shown behind the origin that the login flow declares, and holds nothing that a browser could read as
/// another origin.
struct ReturnPath: Hashable, Sendable {
    let text: String

    static let root = ReturnPath(unchecked: "/")
    private static let longest = 1024

    /// `nil` unless it is one `/`, neither followed by `/` nor by `\`, and then visible ASCII without `\`.
    init?(_ text: String) {
        let bytes = text.utf8
        guard bytes.count <= Self.longest, bytes.first == UInt8(ascii: "/"),
            bytes.dropFirst().first != UInt8(ascii: "/"),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "#") })
        else { return nil }
        self.text = text
    }

    private init(unchecked text: String) { self.text = text }

    /// As the value of a query's parameter.
    var escaped: String { QueryText.escaped(text) }
}
