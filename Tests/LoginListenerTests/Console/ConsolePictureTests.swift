import Model
import Testing

@testable import LoginListener

/// The drawing of small and large houses.
struct ConsolePictureTests {
    private func house(connections: Int, connectors: Int, flows: Int) -> ConsoleHouse {
        ConsoleHouse(
            connections: (0..<connections).map {
                ConsoleHouse.Connection(name: "connection-\(100 + $0)", displayName: nil, isEnabled: true)
            },
            flows: (0..<flows).map { flow in
                ConsoleHouse.Flow(
                    name: "flow-\(100 + flow)", displayName: nil,
                    connections: (0..<max(1, connections)).filter { $0 % 3 == flow % 3 }.map {
                        "connection-\(100 + $0)"
                    })
            },
            connectors: (0..<connectors).map {
                ConsoleHouse.Connector(
                    name: String(repeating: "long-", count: 8) + "\(100 + $0)", type: "plain",
                    connection: "connection-\(100 + $0 % max(1, connections))", isEnabled: $0 % 4 != 0)
            })
    }

    @Test(arguments: [(0, 0, 0), (1, 1, 1), (20, 20, 20), (3, 60, 2), (2, 9, 1), (30, 3, 60), (9, 61, 30), (0, 5, 1)])
    func `no two boxes overlap, and all are inside`(connections: Int, connectors: Int, flows: Int) {
        let house = house(connections: connections, connectors: connectors, flows: flows)
        let picture = ConsolePicture(house, at: SampleHouse.now)
        #expect(picture.boxes.count == connections + connectors + flows)
        for (index, box) in picture.boxes.enumerated() {
            #expect(box.y >= 0 && box.y + ConsolePicture.boxHeight <= picture.height)
            #expect(box.x >= 0 && box.x + box.width <= picture.layout.width)
            for other in picture.boxes[(index + 1)...] {
                let isBeside = other.x >= box.x + box.width || box.x >= other.x + other.width
                let isApart = abs(other.y - box.y) >= ConsolePicture.boxHeight
                #expect(isBeside || isApart, "\(box.name) over \(other.name)")
            }
        }
        let offered = house.flows.flatMap(\.connections).count { name in house.connections.contains { $0.name == name }
        }
        let groups = Dictionary(grouping: house.connectors, by: \.connection).filter { _ in connections > 0 }
        let owed = groups.values.reduce(0) { $0 + ($1.count > ConsolePicture.mostInColumn ? 1 : $1.count) }
        #expect(picture.lines.count == offered + owed)
        #expect(picture.frames.count == groups.values.count { $0.count > ConsolePicture.mostInColumn })
    }

    @Test func `long names lose their middle, and are told whole to who asks`() throws {
        let values = ConsolePicture(house(connections: 1, connectors: 1, flows: 0), at: SampleHouse.now).values
        let box = (values["boxes"] as? [[String: Any]])?.last
        let full = String(repeating: "long-", count: 8) + "100"
        let shown = try #require(box?["name"] as? String)
        #expect(shown.contains("…") && shown.hasPrefix("long-") && shown.hasSuffix("100") && shown.count < full.count)
        #expect((box?["title"] as? String)?.hasPrefix(full) == true)
    }
}
