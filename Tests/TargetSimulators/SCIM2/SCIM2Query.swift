import Model
import Provisioning

/// A search as the simulator understands it: `filter=ATTRIBUTE eq "TEXT"` and nothing laxer.
struct SCIM2Query {
    let attribute: String
    let text: String
    let start: Int

    init?(_ query: String) {
        let parts = query.split(separator: "&", omittingEmptySubsequences: false)
        guard let first = parts.first, first.hasPrefix("filter="), parts.count <= 2,
            let filter = Self.decoded(first.dropFirst(7))
        else { return nil }
        let words = filter.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, words[1] == "eq", ["userName", "externalId", "emails.value"].contains(words[0]),
            let value = try? JSONReader.read(Array(words[2].utf8)), let text = value.string
        else { return nil }
        attribute = String(words[0])
        self.text = text
        guard parts.count == 2 else {
            start = 1
            return
        }
        guard parts[1].hasPrefix("startIndex="), let start = Int(parts[1].dropFirst(11)), start > 1 else { return nil }
        self.start = start
    }

    /// Strict: only unreserved characters may stand unencoded.
    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst(), let low = rest.popFirst(),
                    let value = UInt8(String(decoding: [high, low], as: UTF8.self), radix: 16)
                else { return nil }
                bytes.append(value)
            } else {
                guard
                    Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber
                        || "-._~".utf8.contains(byte)
                else { return nil }
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

/// PATCH as the simulator understands it: `replace` operations with attribute paths.
enum SCIM2Patch {
    /// `nil` for a request that RFC 7644 §3.5.2 does not allow.
    static func applied(_ body: Value, to user: Value) -> Value? {
        guard body["schemas"] == .list([.string("urn:ietf:params:scim:api:messages:2.0:PatchOp")]),
            let operations = body["Operations"]?.list, !operations.isEmpty
        else { return nil }
        var user = user
        for operation in operations {
            guard operation["op"] == .string("replace"), let path = operation["path"]?.string,
                let value = operation["value"], value.withoutEmpty != nil,
                let changed = replaced(user, keys(path), value)
            else { return nil }
            user = changed
        }
        guard var map = user.map else { return nil }
        let schemas = map["schemas"]?.list ?? [.string("urn:ietf:params:scim:schemas:core:2.0:User")]
        let extensions = map.keys.filter { $0.hasPrefix("urn:") }.map(Value.string).filter { !schemas.contains($0) }
        map["schemas"] = .list(schemas + extensions)
        return .map(map)
    }

    private static func keys(_ path: String) -> [String] {
        guard path.hasPrefix("urn:"), let colon = path.lastIndex(of: ":") else {
            return path.split(separator: ".").map(String.init)
        }
        return [String(path[..<colon])] + path[path.index(after: colon)...].split(separator: ".").map(String.init)
    }

    private static func replaced(_ value: Value, _ keys: [String], _ new: Value) -> Value? {
        guard let key = keys.first else { return new }
        guard var map = value.map else { return nil }
        map[key] = replaced(map[key] ?? .map(ValueMap()), Array(keys.dropFirst()), new)
        return .map(map)
    }
}
