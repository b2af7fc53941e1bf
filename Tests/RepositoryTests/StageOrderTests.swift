import Testing

/// A later stage's type may not be named in an earlier stage's folder: a pipeline flows one way.
struct StageOrderTests {
    /// Each module's folders, a later one may use all before it. Folders of one line may use each other.
    static let order: [String: [[String]]] = [
        "Model": [["Value", "Time", "Secret", "Identity", "Diagnostic"], ["Schema", "Resource"]],
        // The stored state comes first: what is desired is judged against what there is.
        "Reconciling": [["State"], ["Manifest"], ["DesiredState"], ["Diff"], ["Plan"], ["Apply"]],
        // A trigger proves and reports a login (maybe with a signed token), which is routed; a connector is told a delivery, is let in by its
        // target, and the dispatcher of deliveries drives connectors: these three are one stage.
        // Signing in asks providers as connectors ask targets.
        "Provisioning": [
            ["AccountLink"], ["Mapping"], ["Token"], ["Trigger"], ["Login"], ["Access", "Connector", "Delivery"],
            ["SignIn"], ["Upkeep"],
            ["Explain"],
        ],
        // What a source knows is data of its forms; what comes of it is the same for every source.
        "Importing": [["Form", "Naming"], ["Result"], ["WSO2"]],
    ]

    /// A word of a later stage that an earlier one may use, and why.
    static let exceptions = [
        "Sources/Provisioning/Login/LoginIntake.swift DeliveryStatus": "the receipt says how far each delivery is",
        "Sources/Provisioning/Login/RoutingTable.swift PreparedConnector":
            "a connector is prepared once a routing table",
    ]

    @Test(arguments: order.keys.sorted())
    func `an earlier stage does not name a later stage's type`(module: String) throws {
        let stages = try #require(Self.order[module])
        let files = SourceTree.sources.filter { $0.module == module && $0.components.count > 2 }
        var stageOf: [String: Int] = [:]
        for (index, folders) in stages.enumerated() {
            for folder in folders { stageOf[folder] = index }
        }
        var declaredIn: [String: Int] = [:]
        for file in files {
            let folder = file.components[1]
            guard let stage = stageOf[folder] else {
                Issue.record("\(file.path): add the folder \(folder) to the order of \(module)'s stages")
                continue
            }
            // A nested type is named through its outer one, so only types at the margin count.
            for type in try Self.topLevelTypes(in: file) {
                declaredIn[type] = min(stage, declaredIn[type] ?? stage)
            }
        }
        for file in files {
            guard let stage = stageOf[file.components[1]] else { continue }
            for word in try Pattern(#"(?<![.\w])[A-Z]\w*"#).matches(in: file.swift.code) {
                guard let home = declaredIn[word.groups[0]], home > stage,
                    Self.exceptions["\(file.path) \(word.groups[0])"] == nil
                else { continue }
                Issue.record(
                    """
                    \(file.path):\(word.line) names \(word.groups[0]) of the later stage \
                    \(stages[home].joined(separator: ", ")): pass the value it needs, or move the code there
                    """)
            }
        }
    }

    static func topLevelTypes(in file: SourceFile) throws -> [String] {
        try Pattern(
            #"^(?:@\w+\s+)*(?:package |public |final |indirect )*(?:struct|class|enum|actor|protocol)\s+([A-Z]\w*)"#
        ).matches(in: file.swift.code).map { $0.groups[1] }
    }
}
