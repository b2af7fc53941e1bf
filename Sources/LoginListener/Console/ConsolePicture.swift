import Model
import Provisioning

/// The house as a drawing: login flows, the connections they offer, and the connectors of these, from left to right.
///
/// A connection stands beside its connectors, a login flow beside its connections, so that lines are short. Boxes never
/// overlap, however many there are.
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

    /// Around the connectors of a connection that has many of them: one line leads there instead of one to each.
    struct Frame: Hashable {
        let y: Int
        let rows: Int
    }

    /// Where the columns stand.
    struct Layout: Hashable {
        let flows: (x: Int, width: Int)
        let connections: (x: Int, width: Int)
        let connectors: (x: Int, width: Int)
        let width: Int
        /// How many connectors of a large group stand side by side.
        let abreast: Int

        static let usual = Layout(
            flows: (5, 230), connections: (335, 230), connectors: (665, 360), width: 1030, abreast: 1)
        static let wide = Layout(
            flows: (5, 200), connections: (255, 200), connectors: (508, 225), width: 1220, abreast: 3)

        static func == (left: Layout, right: Layout) -> Bool { left.width == right.width }
        func hash(into hasher: inout Hasher) { hasher.combine(width) }

        /// From one connector to the one beside it.
        var step: Int { connectors.width + 10 }
        var frameWidth: Int { abreast * step + 6 }
    }

    static let boxHeight = 48
    static let row = 60
    /// A connection with more connectors has them in a frame.
    static let mostInColumn = 6
    private static let head = 36

    private(set) var boxes: [Box] = []
    private(set) var lines: [Line] = []
    private(set) var frames: [Frame] = []
    let layout: Layout
    let height: Int

    init(_ house: ConsoleHouse, at now: Timestamp) {
        let groups = Dictionary(grouping: house.connectors, by: \.connection)
        let layout = groups.values.contains { $0.count > Self.mostInColumn } ? Layout.wide : .usual
        self.layout = layout
        let declared = Set(house.connections.map(\.name))
        var rows = 0
        var connectorBoxes: [Box] = []
        var places: [String: Box] = [:]
        var connectionRows: [String: Double] = [:]
        for connection in house.connections {
            let group = groups[connection.name] ?? []
            let isFramed = group.count > Self.mostInColumn
            let abreast = isFramed ? layout.abreast : 1
            let height = max(1, (group.count + abreast - 1) / abreast)
            let wanted = Double(rows) + (isFramed ? 0 : Double(height - 1) / 2)
            let place = Self.box(
                connection.name, connection.isEnabled ? connection.displayName ?? "" : "off",
                isOff: !connection.isEnabled, connection.difference, in: layout.connections, row: wanted)
            connectionRows[connection.name] = wanted
            places[connection.name] = place
            for (offset, connector) in group.enumerated() {
                let box = Self.box(
                    connector, row: rows + offset / abreast, column: offset % abreast, isFramed: isFramed, layout,
                    at: now)
                connectorBoxes.append(box)
                if !isFramed { lines.append(Line(from: place.right, to: box.left, isOff: box.isOff || place.isOff)) }
            }
            if isFramed {
                frames.append(Frame(y: Self.head + rows * Self.row - 5, rows: height))
                let edge = (x: layout.connectors.x - 8, y: place.right.y)
                lines.append(Line(from: place.right, to: edge, isOff: place.isOff))
            }
            rows += height
        }
        for connector in house.connectors where !declared.contains(connector.connection) {
            connectorBoxes.append(
                Self.box(connector, row: rows, column: 0, isFramed: false, layout, at: now))
            rows += 1
        }
        var flowBoxes: [Box] = []
        var next = 0.0
        for (flow, wanted) in Self.placed(house.flows, by: connectionRows) {
            let row = max(next, wanted)
            next = row + 1
            let box = Self.box(flow.name, flow.displayName ?? "", flow.difference, in: layout.flows, row: row)
            flowBoxes.append(box)
            for place in flow.connections.compactMap({ places[$0] }) {
                lines.append(Line(from: box.right, to: place.left, isOff: place.isOff))
            }
        }
        height = Self.head + Self.row * max(1, rows, Int(next.rounded(.up)))
        boxes = flowBoxes + house.connections.compactMap { places[$0.name] } + connectorBoxes
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

    private static func box(
        _ connector: ConsoleHouse.Connector, row: Int, column: Int, isFramed: Bool, _ layout: Layout, at now: Timestamp
    ) -> Box {
        // Beside a frame's boxes there is room.
        let width = layout.connectors.width * (isFramed || layout.abreast == 1 ? 1 : 2)
        let place = (x: layout.connectors.x + column * layout.step, width: width)
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
            isOff: !connector.isEnabled, connector.difference, in: place, row: Double(row))
    }

    private static func box(
        _ name: String, _ detail: String, tone: String = "", isOff: Bool = false,
        _ difference: ConsoleHouse.Difference, in place: (x: Int, width: Int), row: Double
    ) -> Box {
        Box(
            name: name, detail: detail, tone: tone, isOff: isOff,
            marks: [difference.drift.map { _ in "drift" }, difference.pending.map { _ in "pending" }].compactMap { $0 },
            x: place.x, y: head + Int(row * Double(Self.row)), width: place.width)
    }

    /// What the template draws.
    var values: [String: Any] {
        [
            "width": layout.width, "height": height, "isWide": layout.abreast > 1,
            "heads": [
                (layout.flows.x, "Login flows"), (layout.connections.x, "Connections"),
                (layout.connectors.x, "Connectors"),
            ]
            .map { ["x": $0.0, "name": $0.1] as [String: Any] },
            "frames": frames.map { frame in
                [
                    "x": layout.connectors.x - 8, "y": frame.y, "width": layout.frameWidth,
                    "height": frame.rows * Self.row - 2,
                ]
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
            "detailY": y + 38, "markX": x + width - 10, "name": ConsoleWords.shortName(name, max(8, room / 8)),
            "detail": ConsoleWords.short(detail, (width - 24) * 2 / 13), "mark": mark,
            "title": [name, detail, mark].filter { !$0.isEmpty }.joined(separator: ", "),
            "tone": tone, "off": isOff,
        ]
    }
}
