// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

/// Targets that touch C mark every unsafe use.
let strictC = strict + [.strictMemorySafety()]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
    name: "farsign",
    products: [
        .executable(name: "farsign", targets: ["farsign"]),
        .executable(name: "farsign-relay", targets: ["farsign-relay"]),
        .executable(name: "farsign-sandbox", targets: ["farsign-sandbox"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    ],
    targets: [
        // System libraries, and the C that Swift cannot say.
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .target(name: "CPlatform"),

        // The rules, and the doors to the world. FarsignCore exports FarsignShared; what is built anew when that
        // changes is decided by the lists here.
        .target(name: "FarsignShared", swiftSettings: strict),
        .target(name: "FarsignCore", dependencies: ["FarsignShared", crypto], swiftSettings: strict),
        .target(
            name: "CurlTransport", dependencies: ["CCurl", "FarsignShared", "FarsignCore"], swiftSettings: strictC),
        .target(
            name: "SessionStore", dependencies: ["CSQLite", "CPlatform", "FarsignShared", "FarsignCore", crypto],
            swiftSettings: strictC),
        .target(
            name: "CodeIntake",
            dependencies: ["CPlatform", "FarsignShared", nioCore, nioPosix, nioHTTP1, subprocess, systemPackage],
            swiftSettings: strictC),
        .target(name: "Broker", dependencies: ["FarsignShared", "FarsignCore"], swiftSettings: strict),
        .target(
            name: "FarsignCLI", dependencies: ["Broker", "FarsignShared", "FarsignCore", argumentParser],
            swiftSettings: strict),
        .target(name: "Relay", dependencies: ["FarsignShared"], swiftSettings: strict),
        .target(name: "SignInSandbox", dependencies: [nioCore, nioPosix, nioHTTP1, crypto], swiftSettings: strict),

        .executableTarget(
            name: "farsign",
            dependencies: [
                "FarsignCLI", "Broker", "FarsignShared", "FarsignCore", "CurlTransport", "SessionStore", "CodeIntake",
                "CPlatform",
            ],
            swiftSettings: strictC),
        // Nothing that knows a token, and neither libcurl nor SQLite.
        .executableTarget(
            name: "farsign-relay",
            dependencies: [
                "Relay", "FarsignShared", "CodeIntake", "CPlatform", argumentParser, subprocess, systemPackage,
            ],
            swiftSettings: strictC),
        .executableTarget(
            name: "farsign-sandbox", dependencies: ["SignInSandbox", argumentParser], swiftSettings: strict),

        .target(
            name: "FarsignTestSupport",
            dependencies: [
                "FarsignShared", "FarsignCore", "Broker", "CurlTransport", "FarsignCLI", "SessionStore",
                "SignInSandbox",
            ],
            path: "Tests/FarsignTestSupport", swiftSettings: strict),
        .testTarget(name: "FarsignSharedTests", dependencies: ["FarsignShared"], swiftSettings: strict),
        .testTarget(
            name: "FarsignCoreTests", dependencies: ["FarsignShared", "FarsignCore", crypto], swiftSettings: strict),
        .testTarget(
            name: "CurlTransportTests", dependencies: ["CurlTransport", "FarsignShared", "FarsignCore", crypto],
            swiftSettings: strict),
        .testTarget(
            name: "SessionStoreTests", dependencies: ["SessionStore", "FarsignShared", "FarsignCore"],
            swiftSettings: strict),
        .target(name: "CTestPlatform", path: "Tests/CTestPlatform"),
        .target(
            name: "TerminalTestSupport", dependencies: ["CTestPlatform"], path: "Tests/TerminalTestSupport",
            swiftSettings: strictC),
        .executableTarget(
            name: "intake-probe", dependencies: ["CodeIntake", "FarsignShared", "FarsignCore"],
            path: "Tests/IntakeProbe",
            swiftSettings: strictC),
        .testTarget(
            name: "CodeIntakeTests",
            dependencies: [
                "CodeIntake", "FarsignShared", "FarsignCore", "CPlatform", "TerminalTestSupport", "intake-probe",
                subprocess,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SignInSandboxTests", dependencies: ["SignInSandbox", nioCore, nioPosix, nioHTTP1, crypto],
            swiftSettings: strict),
        .testTarget(
            name: "BrokerTests",
            dependencies: [
                "Broker", "FarsignCLI", "FarsignShared", "FarsignCore", "FarsignTestSupport", "SignInSandbox",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "FarsignCLITests",
            dependencies: [
                "FarsignCLI", "Broker", "FarsignShared", "FarsignCore", "FarsignTestSupport", "SignInSandbox",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "FarsignShared", "FarsignCore", "SignInSandbox", "FarsignTestSupport", "CPlatform", "CTestPlatform",
                "TerminalTestSupport", "farsign", "farsign-relay", "farsign-sandbox",
                subprocess, systemPackage,
            ],
            exclude: ["Browser"], swiftSettings: strict),
    ]
)
