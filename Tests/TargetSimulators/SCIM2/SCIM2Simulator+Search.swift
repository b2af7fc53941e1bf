import Model
import Provisioning

// What is found.

extension SCIM2Simulator {
    func search(_ shelf: SCIM2Shelf, _ asked: SCIM2Asked, _ state: inout State) -> HTTPResponse {
        let type = shelf.nameAttribute == "userName" ? "User" : "Group"
        let isHidden = habits.contains(.hidesUntilWritten) && state.writes + state.refusals == 0
        var hits = isHidden ? [] : shelf.entries
        if !state.hidden.isEmpty { hits.removeAll { state.hidden.contains($0.id) } }
        if let filter = asked.query.filter {
            for case .refusesFilters(let status) in habits {
                return error(status, detail: "no filters here", type: status == 400 ? "invalidFilter" : nil)
            }
            guard SCIM2Query.attributes.contains(filter.attribute) else {
                state.violations.append("filter by \(filter.attribute)")
                return error(400, detail: "no such attribute", type: "invalidFilter")
            }
            if habits.contains(.cannotFilterExternalID), filter.attribute == "externalId" {
                return error(400, detail: "no filter by externalId", type: "invalidFilter")
            }
            if !habits.contains(.ignoresFilters) { hits = hits.filter { filter.fits($0) } }
        }
        return page(of: hits, from: asked.query.start, most: asked.query.count, type)
    }

    private func page(
        of hits: [SCIM2Shelf.Entry], from start: Int?, most: Int?, _ type: String
    ) -> HTTPResponse {
        let first = habits.contains(.countsFromZero) ? 0 : 1
        let skipped = habits.contains(.ignoresPages) ? 0 : max(0, (start ?? first) - first)
        let size = habits.first { if case .pages(let size) = $0 { size } else { nil } }
        let usual = habits.contains(.ignoresPages) ? 2 : hits.count
        let page = hits.dropFirst(skipped).prefix(min(size ?? usual, most ?? hits.count))
        var members: [(String, [UInt8])] = [
            ("startIndex", Array(String(skipped + first).utf8)), ("itemsPerPage", Array(String(page.count).utf8)),
        ]
        if !habits.contains(.omitsSchemas) {
            members.append(("schemas", Array(#"["urn:ietf:params:scim:api:messages:2.0:ListResponse"]"#.utf8)))
        }
        if habits.contains(.writesTotalAsText) {
            members.append(("totalResults", Array("\"\(hits.count)\"".utf8)))
        } else if !habits.contains(.omitsTotal) {
            members.append(("totalResults", Array(String(hits.count).utf8)))
        }
        if !page.isEmpty || !habits.contains(.omitsEmptyResources) {
            let written = page.map { JSONBody.bytes(of: wire($0, type)) }
            members.append(
                (
                    "Resources",
                    [UInt8(ascii: "[")] + written.joined(separator: [UInt8(ascii: ",")]) + [UInt8(ascii: "]")]
                ))
        }
        var body = [UInt8(ascii: "{")]
        for (index, member) in members.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += Array("\"\(member.0)\":".utf8) + member.1
        }
        body.append(UInt8(ascii: "}"))
        return HTTPResponse(status: 200, headers: [contentType], body: body)
    }
}

extension SCIM2Query.Filter {
    func fits(_ entry: SCIM2Shelf.Entry) -> Bool {
        switch attribute {
        case "userName": entry.name == text.lowercased()
        case "externalId": entry.externalID == text
        case "id": entry.id == text
        default:
            SCIM2Path.values(at: attribute, in: entry.value).contains { $0.string?.lowercased() == text.lowercased() }
        }
    }
}
