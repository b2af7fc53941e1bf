import Model

/// The wanted account in Google's terms: each attribute with the value it should have.
struct GoogleUser: Sendable {
    struct Attribute: Hashable, Sendable {
        let target: GoogleTarget
        /// Where it stands, with our identifier's place filled in.
        let place: GoogleTarget.Place
        let value: Value
    }

    /// By name, ascending.
    let attributes: [Attribute]
    let primaryEmail: String?
    /// Our identifier of the person.
    let identifier: String?

    /// - Throws: the reason why an attribute can't be written, naming it.
    init(_ account: DesiredAccount, settings: GoogleSettings) throws(GoogleTarget.Problem) {
        var attributes: [Attribute] = []
        for entry in account.attributes.entries where entry.key != GoogleMembership.attribute {
            let target = try GoogleTarget(entry.key)
            let place = target.place == .identifier ? settings.identifier : target.place
            attributes.append(
                Attribute(target: target, place: place, value: try Self.value(entry.value, of: target.name, place)))
        }
        self.attributes = attributes
        identifier = attributes.first { $0.target.place == .identifier }?.value.asText
        primaryEmail = attributes.first { $0.target.name == "primaryEmail" }?.value.string
        guard let primaryEmail else { return }
        guard GoogleAddress.isAddress(primaryEmail) else {
            throw GoogleTarget.Problem(description: "`primaryEmail` takes an e-mail address, not `\(primaryEmail)`")
        }
        if let domain = settings.domain, GoogleAddress(primaryEmail).domain != domain.text.lowercased() {
            throw GoogleTarget.Problem(
                description: "`primaryEmail` is `\(primaryEmail)`, and `domain` provisions \(domain.text) alone")
        }
    }

    /// The resource to create. A password goes out with a create only.
    func resource(changingPassword: Bool) -> Value {
        var resource = body(writing: attributes, over: .map(ValueMap()))
        resource["password"] = .string(GooglePassword.hash(for: primaryEmail ?? ""))
        resource["hashFunction"] = .string(GooglePassword.hashFunction)
        if changingPassword { resource["changePasswordAtNextLogin"] = .bool(true) }
        return .map(resource)
    }

    private static func value(
        _ value: Value, of name: String, _ place: GoogleTarget.Place
    ) throws(GoogleTarget.Problem) -> Value {
        switch place {
        case .flag:
            if let flag = value.bool { return .bool(flag) }
            switch value.string?.lowercased() {
            case "true": return .bool(true)
            case "false": return .bool(false)
            default: throw .init(description: "`\(name)` takes true or false, and its template gave something else")
            }
        case .number: return .string(try number(text(value, of: name), of: name))
        case .custom:
            guard let items = value.list else { return value }
            return .list(items.map { $0.map == nil ? .object(("value", $0)) : $0 })
        case .text, .item, .identifier: return .string(try text(value, of: name))
        }
    }

    private static func text(_ value: Value, of name: String) throws(GoogleTarget.Problem) -> String {
        switch value {
        case .list(let items) where items.count == 1: return try text(items[0], of: name)
        case .list, .map, .null, .secret:
            throw .init(description: "`\(name)` takes one text, and its template gave a list or a map")
        case .string, .int, .number, .bool: return value.asText
        }
    }

    /// A number in E.164: the signs that people write for the eye are left out.
    private static func number(_ text: String, of name: String) throws(GoogleTarget.Problem) -> String {
        let number = text.filter { !$0.isWhitespace && !"-().".contains($0) }
        let digits = number.dropFirst().utf8
        guard number.first == "+", (7...15).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw .init(description: "`\(name)` takes a number in E.164, such as +16506661212, and got another text")
        }
        return number
    }
}
