import Model
import Provisioning

/// The house as a drawing: login flows, the connections they offer, and the connectors of these, from left to right.
///
/// A connection stands beside the middle of its connectors, a login flow beside that of its connections, so that lines
/// are short; boxes of one column never overlap, however many there are.
struct ConsolePicture {
    struct Box: Hashable {
        let name: String
        let detail: String
        let tone: String
        let isOff: Bool
        let marks: [String]
        let x: Int
        var y: Int
        let width: Int
    }

    struct Line: Hashable {
        let from: (x: Int, y: Int)
        let to: (x: Int, y: Int)
        let isOff: Bool

        static func == (left: Line, right: Line) -> Bool {
            left.from == right.from && left.to == right.to && left.isOff == right.isOff
        }

        func hash(into hasher: inout Hasher) {
            for number in [from.x, from.y, to.x, to.y] { hasher.combine(number) }
        }
    }

    static let boxHeight = 48
    static let row = 60
    static let width = 1030
    private static let head = 34
    private static let columns = [(x: 5, width: 230), (x: 335, width: 230), (x: 665, width: 360)]

    private(set) var boxes: [Box] = []
    private(set) var lines: [Line] = []
    let height: Int

    init(_ house: ConsoleHouse, at now: Timestamp) {
        var rows = 0
        var connectionRows: [String: Double] = [:]
        var connectorBoxes: [(box: Box, connection: String)] = []
        var connectionBoxes: [Box] = []
        let groups = Dictionary(grouping: house.connectors, by: \.connection)
        let declared = Set(house.connections.map(\.name))
        for connection in house.connections {
            let group = groups[connection.name] ?? []
            for (offset, connector) in group.enumerated() {
                connectorBoxes.append((Self.box(connector, row: rows + offset, at: now), connection.name))
            }
            let middle = Double(rows) + Double(max(1, group.count) - 1) / 2
            connectionRows[connection.name] = middle
            connectionBoxes.append(
                Self.box(
                    connection.name, connection.isEnabled ? connection.displayName ?? "" : "off",
                    isOff: !connection.isEnabled, connection.difference, column: 1, row: middle))
            rows += max(1, group.count)
        }
        for connector in house.connectors where !declared.contains(connector.connection) {
            connectorBoxes.append((Self.box(connector, row: rows, at: now), ""))
            rows += 1
        }
        var flowBoxes: [(box: Box, flow: ConsoleHouse.Flow)] = []
        var next = 0.0
        for (flow, wanted) in Self.placed(house.flows, by: connectionRows) {
            let row = max(next, wanted)
            next = row + 1
            flowBoxes.append((Self.box(flow.name, flow.displayName ?? "", flow.difference, column: 0, row: row), flow))
        }
        height = Self.head + Self.row * max(1, rows, Int(next.rounded(.up)))
        let places = Dictionary(connectionBoxes.map { ($0.name, $0) }) { first, _ in first }
        for (box, flow) in flowBoxes {
            lines += flow.connections.compactMap { places[$0] }.map {
                Line(from: box.right, to: $0.left, isOff: $0.isOff)
            }
        }
        for (box, connection) in connectorBoxes {
            if let place = places[connection] {
                lines.append(Line(from: place.right, to: box.left, isOff: box.isOff || place.isOff))
            }
        }
        boxes = flowBoxes.map(\.box) + connectionBoxes + connectorBoxes.map(\.box)
    }

    /// In the order of the rows they would like.
    private static func placed(
        _ flows: [ConsoleHouse.Flow], by rows: [String: Double]
    ) -> [(flow: ConsoleHouse.Flow, row: Double)] {
        flows.map { flow in
            let wanted = flow.connections.compactMap { rows[$0] }
            return (flow, wanted.isEmpty ? 0 : wanted.reduce(0, +) / Double(wanted.count))
        }.sorted { ($0.row, $0.flow.name) < ($1.row, $1.flow.name) }
    }

    private static func box(_ connector: ConsoleHouse.Connector, row: Int, at now: Timestamp) -> Box {
        let standing = connector.standing
        var details = [connector.isEnabled ? "on" : "off"]
        if standing.breaker != nil { details.append("breaker \(ConsoleWords.breaker(standing.breaker))") }
        if standing.waiting > 0 {
            let age = standing.waitingSince.map { " for \(ConsoleWords.age(now - $0))" } ?? ""
            details.append("\(standing.waiting) waiting\(age)")
        }
        if standing.held > 0 { details.append("\(standing.held) held") }
        if standing.dead > 0 { details.append("\(standing.dead) dead") }
        let needsSomebody = standing.breaker != nil || standing.dead > 0
        let tone = needsSomebody ? "bad" : standing.waiting + standing.held > 0 ? "wait" : "good"
        return box(
            connector.name, details.joined(separator: " · "), tone: connector.isEnabled || needsSomebody ? tone : "",
            isOff: !connector.isEnabled, connector.difference, column: 2, row: Double(row))
    }

    private static func box(
        _ name: String, _ detail: String, tone: String = "", isOff: Bool = false,
        _ difference: ConsoleHouse.Difference, column: Int, row: Double
    ) -> Box {
        Box(
            name: name, detail: detail, tone: tone, isOff: isOff,
            marks: [difference.drift.map { _ in "drift" }, difference.pending.map { _ in "pending" }].compactMap { $0 },
            x: columns[column].x, y: head + Int(row * Double(Self.row)), width: columns[column].width)
    }

    /// What the template draws.
    var values: [String: Any] {
        [
            "width": Self.width, "height": height,
            "heads": zip(Self.columns, ["Login flows", "Connections", "Connectors"]).map { column, name in
                ["x": column.x, "name": name] as [String: Any]
            },
            "lines": lines.map { line in
                let bend = (line.to.x - line.from.x) / 2
                return [
                    "path": "M\(line.from.x) \(line.from.y)c\(bend) 0 \(bend) \(line.to.y - line.from.y) "
                        + "\(line.to.x - line.from.x) \(line.to.y - line.from.y)",
                    "off": line.isOff,
                ] as [String: Any]
            },
            "boxes": boxes.map(\.values),
        ]
    }
}

extension ConsolePicture.Box {
    fileprivate var left: (x: Int, y: Int) { (x, y + ConsolePicture.boxHeight / 2) }
    fileprivate var right: (x: Int, y: Int) { (x + width, y + ConsolePicture.boxHeight / 2) }

    /// Letters are some 8 wide in a name, 6.5 in what stands below it.
    fileprivate var values: [String: Any] {
        let mark = marks.joined(separator: ", ")
        let room = width - 24 - mark.count * 7
        return [
            "x": x, "y": y, "width": width, "height": ConsolePicture.boxHeight, "textX": x + 12, "nameY": y + 20,
            "detailY": y + 38, "markX": x + width - 10, "name": ConsoleWords.short(name, max(6, room / 8)),
            "detail": ConsoleWords.short(detail, (width - 24) * 2 / 13), "mark": mark,
            "title": [name, detail, mark].filter { !$0.isEmpty }.joined(separator: ", "),
            "tone": tone, "off": isOff,
        ]
    }
}
