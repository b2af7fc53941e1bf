// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")

let package = Package(
    name: "reconcile",
    products: [.executable(name: "reconcile", targets: ["reconcile"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    ],
    targets: [
        // System libraries.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "CLibCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),

        // Pure: the field's words as values, then the two pipelines. They do no I/O and read no clock.
        .target(name: "Model", swiftSettings: strict),
        .target(name: "Reconciling", dependencies: ["Model", crypto], swiftSettings: strict),
        .target(
            name: "Provisioning",
            dependencies: [
                "Model", crypto, .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            swiftSettings: strict),

        .target(name: "Importing", dependencies: ["Model", "Reconciling"], swiftSettings: strict),

        // Edges: each named after what it is made of.
        .target(name: "YAMLReader", dependencies: ["Model", "Reconciling", "CLibYAML"], swiftSettings: strict),
        .target(
            name: "SQLStore",
            dependencies: [
                "Model", "Reconciling", "Provisioning", .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ], swiftSettings: strict),
        .target(
            name: "CurlTransport", dependencies: ["Model", "Provisioning", "CLibCurl"], swiftSettings: strict),
        .target(
            name: "LoginListener",
            dependencies: [
                "Model", "Provisioning", hummingbird, lifecycle, logging, metrics, crypto,
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdHTTP2", package: "hummingbird"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
            ], swiftSettings: strict),
        .target(
            name: "Reports", dependencies: ["Model", "Reconciling", "Provisioning", crypto], swiftSettings: strict),

        // The program: one file a verb, and the one place that names adapters together.
        .target(
            name: "Commands",
            dependencies: [
                "Model", "Reconciling", "Provisioning", "Importing", "YAMLReader", "SQLStore", "CurlTransport",
                "LoginListener", "Reports", hummingbird, lifecycle, signals, logging, metrics,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ], swiftSettings: strict),
        .executableTarget(name: "reconcile", dependencies: ["Commands"], swiftSettings: strict),

        // Tests: a folder mirrors each module; `Simulation` plays the engine, the last two look at the whole program.
        .target(
            name: "TestSupport", dependencies: ["Model", "Reconciling", "Provisioning"], path: "Tests/TestSupport",
            swiftSettings: strict),
        .target(
            name: "TargetSimulators",
            dependencies: [
                "Model", "Provisioning", "TestSupport", crypto,
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ],
            path: "Tests/TargetSimulators", swiftSettings: strict),
        .executableTarget(
            name: "TargetServer", dependencies: ["Model", "Provisioning", "TargetSimulators", hummingbird, logging],
            path: "Tests/TargetServer", swiftSettings: strict),
        .executableTarget(
            name: "BareListener", dependencies: [hummingbird, logging], path: "Tests/BareListener",
            swiftSettings: strict),
        .target(
            name: "Laws",
            dependencies: [
                "Model", "Reconciling", "Provisioning", "Reports", "SQLStore", "YAMLReader", "TestSupport", crypto,
            ],
            path: "Tests/Laws", swiftSettings: strict),
        .executableTarget(name: "laws", dependencies: ["Laws"], path: "Tests/PlayLaws", swiftSettings: strict),
        .testTarget(name: "ModelTests", dependencies: ["Model", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "ReconcilingTests",
            dependencies: ["Model", "Reconciling", "Reports", "YAMLReader", "Laws", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "ProvisioningTests",
            dependencies: [
                "Model", "Provisioning", "CurlTransport", "TargetSimulators", "TestSupport", crypto,
                .product(name: "JWTKit", package: "jwt-kit"),
            ], exclude: ["Peers"], swiftSettings: strict),
        .testTarget(
            name: "ImportingTests",
            dependencies: ["Model", "Reconciling", "Provisioning", "Importing", "YAMLReader", "TestSupport"],
            exclude: ["answers"], swiftSettings: strict),
        .testTarget(
            name: "YAMLReaderTests", dependencies: ["Model", "Reconciling", "YAMLReader", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "SQLStoreTests", dependencies: ["Model", "Reconciling", "Provisioning", "SQLStore", "TestSupport"],
            exclude: [
                "Schema/schema-0001.sql", "Schema/schema-0002.sql", "Schema/schema-0003.sql", "Schema/schema-0004.sql",
            ],
            swiftSettings: strict),
        .target(
            name: "Simulation", dependencies: ["Model", "Provisioning", "SQLStore", "TestSupport"],
            path: "Tests/Simulation", exclude: ["Mutants"], swiftSettings: strict),
        .executableTarget(
            name: "simulate", dependencies: ["Simulation"], path: "Tests/Simulate", swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Simulation", "TestSupport", "simulate"], swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests", dependencies: ["Model", "Provisioning", "CurlTransport", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LoginListenerTests",
            dependencies: [
                "Model", "Provisioning", "LoginListener", "TestSupport", crypto,
                .product(name: "HummingbirdTesting", package: "hummingbird"),
            ], exclude: ["Console/Golden", "Golden"], swiftSettings: strict),
        .testTarget(
            name: "ReportsTests",
            dependencies: ["Model", "Reconciling", "Provisioning", "Reports", "YAMLReader", "TestSupport"],
            exclude: ["Golden"], swiftSettings: strict),
        .testTarget(
            name: "ScenarioTests", dependencies: ["Model", "TestSupport", "reconcile", "TargetServer", crypto],
            exclude: ["Golden", "Peers"], swiftSettings: strict),
        .testTarget(
            name: "RepositoryTests", dependencies: ["Model", "Provisioning", "Importing", "Reports", "TestSupport"],
            exclude: ["codes.txt"], swiftSettings: strict),
    ]
)
