import Foundation
import Model
package import Provisioning
import TestSupport

/// Google's own description of the Directory API, `admin.directory_v1.json`, as google-api-python-client ships it: what
/// a request may look like.
package struct DiscoveryDocument: Sendable {
    package struct Method: Sendable {
        package let id: String
        let verb: String
        let segments: [Substring]
        let parameters: Value
        let requestSchema: String?
        package let scopes: Set<String>
    }

    /// A request as one of the API's methods.
    package struct Call: Sendable {
        package let method: Method
        /// Path and query parameters, decoded.
        package let parameters: [String: String]
    }

    package let revision: String
    package let methods: [Method]
    private let schemas: Value
    private let common: Value

    /// The document of the peers' environment. A missing one fails whoever needs it.
    package static let installed = Result {
        let file = try PeerVenv.file("googleapiclient/discovery_cache/documents/admin.directory_v1.json")
        return DiscoveryDocument(try JSONReader.read([UInt8](Data(contentsOf: file))))
    }

    /// Lists whose items the document describes and, being of type `any`, does not tie to their schema.
    private static let items = [
        "addresses": "UserAddress", "externalIds": "UserExternalId", "organizations": "UserOrganization",
        "phones": "UserPhone", "relations": "UserRelation",
    ]

    init(_ document: Value) {
        revision = document["revision"]?.string ?? ""
        schemas = document["schemas"] ?? .null
        common = document["parameters"] ?? .null
        methods = Self.methods(in: document)
    }

    private static func methods(in holder: Value) -> [Method] {
        let own = (holder["methods"]?.map?.entries ?? []).map { entry in
            Method(
                id: entry.value["id"]?.string ?? "", verb: entry.value["httpMethod"]?.string ?? "",
                segments: (entry.value["path"]?.string ?? "").split(separator: "/"),
                parameters: entry.value["parameters"] ?? .null,
                requestSchema: entry.value["request"]?["$ref"]?.string,
                scopes: Set((entry.value["scopes"]?.list ?? []).compactMap(\.string)))
        }
        return own + (holder["resources"]?.map?.entries ?? []).flatMap { methods(in: $0.value) }
    }

    /// The method that the request calls; `nil` when the API has none.
    package func call(_ request: HTTPRequest) -> Call? {
        guard let address = URLComponents(string: request.url) else { return nil }
        let path = address.percentEncodedPath.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var best: (call: Call, literals: Int)?
        for method in methods where method.verb == request.method.rawValue && method.segments.count == path.count {
            var parameters: [String: String] = [:]
            var literals = 0
            let fits = zip(method.segments, path).allSatisfy { template, part in
                guard template.hasPrefix("{") else {
                    literals += 1
                    return template == part
                }
                parameters[String(template.drop { "{+".contains($0) }.dropLast())] = part.removingPercentEncoding
                return !part.isEmpty
            }
            guard fits, literals > best?.literals ?? -1 else { continue }
            for item in address.queryItems ?? [] { parameters[item.name] = item.value ?? "" }
            best = (Call(method: method, parameters: parameters), literals)
        }
        return best?.call
    }

    /// What is wrong with the request, whatever the account holds.
    package func violations(of request: HTTPRequest, _ call: Call) -> [String] {
        let method = call.method
        var violations: [String] = []
        for (name, text) in call.parameters.sorted(by: { $0.key < $1.key }) {
            guard let rule = method.parameters[name] ?? common[name] else {
                violations.append("\(method.id) has no parameter `\(name)`")
                continue
            }
            if let problem = Self.problem(of: text, rule) { violations.append("\(method.id): `\(name)` \(problem)") }
        }
        guard let schema = method.requestSchema else {
            if request.body != nil { violations.append("\(method.id) takes no body") }
            return violations
        }
        guard request.headers.contains(where: { $0.name.lowercased() == "content-type" && $0.value == "application/json" }) else {
            return violations + ["\(method.id): the body is not sent as application/json"]
        }
        guard let body = try? JSONReader.read(request.body ?? []), body.map != nil else {
            return violations + ["\(method.id): the body is no JSON object"]
        }
        return violations + problems(of: body, .object(("$ref", .string(schema))), at: "", in: method.id)
    }

    private static func problem(of text: String, _ rule: Value) -> String? {
        if let words = rule["enum"]?.list, !words.contains(.string(text)) { return "is none of its words: \(text)" }
        switch rule["type"]?.string {
        case "integer":
            guard let number = Int(text) else { return "is no number: \(text)" }
            if let least = rule["minimum"]?.string.flatMap({ Int($0) }), number < least { return "is below \(least)" }
            if let most = rule["maximum"]?.string.flatMap({ Int($0) }), number > most { return "is above \(most)" }
            return nil
        case "boolean": return ["true", "false"].contains(text) ? nil : "is no Boolean: \(text)"
        default: return nil
        }
    }

    private func problems(of value: Value, _ rule: Value, at path: String, in method: String) -> [String] {
        if rule["readOnly"] == .bool(true) { return ["\(method): `\(path)` is read-only"] }
        if let name = rule["$ref"]?.string {
            guard let schema = schemas[name] else { return ["\(method): `\(path)` has an unknown schema \(name)"] }
            return problems(of: value, schema, at: path, in: method)
        }
        func wrong(_ expected: String) -> [String] { ["\(method): `\(path)` is no \(expected)"] }
        switch rule["type"]?.string {
        case "string": return value.string == nil ? wrong("text") : []
        case "boolean": return value.bool == nil ? wrong("Boolean") : []
        case "integer": return value.int == nil ? wrong("number") : []
        case "array":
            guard let items = value.list else { return wrong("list") }
            return items.flatMap { problems(of: $0, rule["items"] ?? .null, at: path + "[]", in: method) }
        case "any":
            guard let name = Self.items[path] else { return [] }
            guard let items = value.list else { return wrong("list") }
            return items.flatMap {
                problems(of: $0, .object(("$ref", .string(name))), at: path + "[]", in: method)
            }
        case "object":
            guard let map = value.map else { return wrong("object") }
            return members(of: map, rule, at: path, in: method)
        default: return wrong("\(rule["type"]?.string ?? "known type")")
        }
    }

    private func members(of map: ValueMap, _ rule: Value, at path: String, in method: String) -> [String] {
        var problems: [String] = []
        for entry in map.entries {
            let inner = path.isEmpty ? entry.key : "\(path).\(entry.key)"
            if let property = rule["properties"]?[entry.key] ?? rule["additionalProperties"] {
                problems += self.problems(of: entry.value, property, at: inner, in: method)
            } else {
                problems.append("\(method): there is no field `\(inner)`")
            }
        }
        for property in rule["properties"]?.map?.entries ?? [] where map[property.key] == nil {
            let required = property.value["annotations"]?["required"]?.list ?? []
            if required.contains(.string(method)) {
                problems.append("\(method): `\(path.isEmpty ? "" : path + ".")\(property.key)` is required")
            }
        }
        return problems
    }
}
